package io.github.qstash.autoconfigure.publish;

import io.github.qstash.publish.InvalidQStashPublishException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what is wrong with an annotated method, and what would be right.
 */
final class InvalidQStashPublishFailureAnalyzer extends AbstractFailureAnalyzer<InvalidQStashPublishException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidQStashPublishException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.getAction(), cause);
	}

}
