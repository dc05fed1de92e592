package io.github.qstash.autoconfigure.receive;

import io.github.qstash.receive.InvalidQStashListenerException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what is wrong with an annotated method, and what would be right.
 */
final class InvalidQStashListenerFailureAnalyzer extends AbstractFailureAnalyzer<InvalidQStashListenerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidQStashListenerException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.getAction(), cause);
	}

}
