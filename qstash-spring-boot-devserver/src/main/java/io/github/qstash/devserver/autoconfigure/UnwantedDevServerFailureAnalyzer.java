package io.github.qstash.devserver.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains that the development server is part of an application that must not have it.
 */
class UnwantedDevServerFailureAnalyzer extends AbstractFailureAnalyzer<UnwantedDevServerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnwantedDevServerException cause) {
		return new FailureAnalysis(
				"The QStash development server is part of this application, but must not run because " + cause.reason()
						+ ". That was not known when the beans of the application were chosen, "
						+ "probably because it was processed ahead of time.",
				cause.action() + ". To develop with it, remove what keeps it from running.", cause);
	}

}
