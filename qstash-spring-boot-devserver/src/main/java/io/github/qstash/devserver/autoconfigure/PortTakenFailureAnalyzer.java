package io.github.qstash.devserver.autoconfigure;

import io.github.qstash.devserver.PortTakenException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains that the port of the development server is taken.
 */
class PortTakenFailureAnalyzer extends AbstractFailureAnalyzer<PortTakenException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PortTakenException cause) {
		return new FailureAnalysis("The QStash development server failed to start: " + cause.getMessage() + ".",
				"Stop what listens on port " + cause.port() + ", or set 'qstash.devserver.port' to another port, "
						+ "or to 0 for any free one.",
				cause);
	}

}
