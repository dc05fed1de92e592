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
						  - for development and tests, let the development server run inside the application: it needs no token. It \
						starts when the dependency 'io.github.qstash:qstash-spring-boot-devserver' is there, none of 'qstash.url', \
						'qstash.token' and 'qstash.current-signing-key' is set, and 'qstash.devserver.enabled' is not 'false'""",
				cause);
	}

}
