package io.github.qstash.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells what to set when there is no token.
 */
class MissingQStashTokenFailureAnalyzer extends AbstractFailureAnalyzer<MissingQStashTokenException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MissingQStashTokenException cause) {
		return new FailureAnalysis("Publishing to QStash needs a token, and none is configured.",
				"""
						Do one of these:
						  - set the property 'qstash.token', or the environment variable QSTASH_TOKEN, to the token of your QStash account
						  - for development and tests, add the dependency 'io.github.qstash:qstash-spring-boot-devserver' and set neither \
						'qstash.token' nor 'qstash.url': the development server then runs inside the application""",
				cause);
	}

}
