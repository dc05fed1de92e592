package io.github.qstash.devserver.engine;

import java.util.List;
import java.util.Map;

/**
 * How a delivery attempt ended.
 *
 * @since 1.0.0
 */
public sealed interface AttemptOutcome {

	/**
	 * The destination answered.
	 *
	 * @param status HTTP status
	 * @param headers response headers, names in canonical case
	 * @param body response body, possibly truncated
	 */
	record Responded(int status, Map<String, List<String>> headers, Body body) implements AttemptOutcome {

		/**
		 * Create the outcome; header names are brought into canonical case.
		 * @param status HTTP status
		 * @param headers response headers
		 * @param body response body
		 */
		public Responded {
			headers = CanonicalHeaders.copyOf(headers);
		}

		/**
		 * Return whether the message is delivered.
		 * @return whether the status is 200 to 299
		 * @see <a href="https://upstash.com/docs/qstash/features/retry">QStash: retry</a>
		 */
		public boolean successful() {
			return this.status >= 200 && this.status <= 299;
		}

		@Override
		public String toString() {
			return "Responded[" + this.status + "]";
		}

	}

	/**
	 * There was no answer: no connection, or none in time.
	 *
	 * @param error what happened, for logs and callbacks
	 */
	record Failed(String error) implements AttemptOutcome {

	}

}
