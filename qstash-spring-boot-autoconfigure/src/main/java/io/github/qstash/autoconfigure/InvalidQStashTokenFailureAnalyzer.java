package io.github.qstash.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells which token cannot be one.
 */
class InvalidQStashTokenFailureAnalyzer extends AbstractFailureAnalyzer<InvalidQStashTokenException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidQStashTokenException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", "Set '" + cause.source()
				+ "' to the token alone, as the QStash console shows it: without 'Bearer' and without quotation marks.",
				cause);
	}

}
