package io.github.qstash.autoconfigure.receive;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells what to set when there is no signing key.
 */
class MissingQStashSigningKeyFailureAnalyzer extends AbstractFailureAnalyzer<MissingQStashSigningKeyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MissingQStashSigningKeyException cause) {
		if (cause.getCause() != null) {
			return new FailureAnalysis(
					"Receiving deliveries from QStash needs the signing keys to verify them. They were to be fetched, since "
							+ "'qstash.receiver.signing-keys.fetch' is 'true', and QStash refused: "
							+ cause.getCause().getMessage(),
					"Set the property 'qstash.token', or the environment variable QSTASH_TOKEN, to the token of your QStash "
							+ "account, and 'qstash.url' to its region. Or set the properties 'qstash.current-signing-key' "
							+ "and 'qstash.next-signing-key': the application then starts with these.",
					cause);
		}
		return new FailureAnalysis(
				"Receiving deliveries from QStash needs the current signing key to verify them, and none is configured.",
				"""
						Do one of these:
						  - set the properties 'qstash.current-signing-key' and 'qstash.next-signing-key', or the environment variables \
						QSTASH_CURRENT_SIGNING_KEY and QSTASH_NEXT_SIGNING_KEY, to the signing keys of your QStash account
						  - for development and tests, let the development server run inside the application: it brings its keys. It \
						starts when the dependency 'io.github.qstash:qstash-spring-boot-devserver' is there, none of 'qstash.url', \
						'qstash.token' and 'qstash.current-signing-key' is set, and 'qstash.devserver.enabled' is not 'false'""",
				cause);
	}

}
