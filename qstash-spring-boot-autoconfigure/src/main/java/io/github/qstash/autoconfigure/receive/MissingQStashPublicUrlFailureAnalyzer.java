package io.github.qstash.autoconfigure.receive;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells what to set when the public URL is needed and not known.
 */
class MissingQStashPublicUrlFailureAnalyzer extends AbstractFailureAnalyzer<MissingQStashPublicUrlException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MissingQStashPublicUrlException cause) {
		return new FailureAnalysis(
				"The property 'qstash.receiver.url-check' is 'full', which compares the URL that QStash signed with the "
						+ "public URL of this application, and the public URL is not known: every delivery would be rejected.",
				"""
						Do one of these:
						  - set the property 'qstash.public-url' to the URL at which QStash reaches this application, as in \
						https://shop.example.com
						  - set the property 'qstash.receiver.url-check' to 'auto', which compares only path and query as long as \
						the public URL is not known""",
				cause);
	}

}
