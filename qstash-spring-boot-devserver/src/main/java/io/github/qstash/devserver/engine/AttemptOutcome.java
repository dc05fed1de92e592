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
	 * Return the HTTP status.
	 * @return the status, 0 if there was no answer
	 */
	int status();

	/**
	 * Return the response headers.
	 * @return the headers, names in canonical case; none if there was no answer
	 */
	Map<String, List<String>> headers();

	/**
	 * Return the response body.
	 * @return the body; the error text if there was no answer
	 */
	Body body();

	/**
	 * Return whether the message is delivered.
	 * @return whether the status is 200 to 299
	 * @see <a href="https://upstash.com/docs/qstash/features/retry">QStash: retry</a>
	 */
	default boolean successful() {
		return status() >= 200 && status() <= 299;
	}

	/**
	 * Return how much is kept of the answer.
	 * @return bytes of the body and characters of the headers
	 */
	default int size() {
		return CanonicalHeaders.size(headers()) + body().size();
	}

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

		@Override
		public int status() {
			return 0;
		}

		@Override
		public Map<String, List<String>> headers() {
			return Map.of();
		}

		@Override
		public Body body() {
			return Body.of(this.error);
		}

	}

}
