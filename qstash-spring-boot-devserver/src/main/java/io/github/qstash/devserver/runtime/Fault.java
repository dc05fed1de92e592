package io.github.qstash.devserver.runtime;

import java.util.List;
import java.util.Map;

import io.github.qstash.devserver.engine.Body;

/**
 * Something that goes wrong on demand.
 *
 * @since 1.0.0
 */
public sealed interface Fault {

	/**
	 * Return how many requests of a delivery reach their destination in spite of it.
	 * @return none, one or two
	 */
	int requests();

	/**
	 * There is an answer, but not from whom it should be: nobody was asked.
	 *
	 * @param status HTTP status
	 * @param headers response headers
	 * @param body response body
	 */
	record Answer(int status, Map<String, List<String>> headers, Body body) implements Fault {

		/**
		 * Create the fault.
		 * @param status HTTP status, from 200 to 599
		 * @param headers response headers
		 * @param body response body
		 */
		public Answer {
			if (status < 200 || status > 599) {
				throw new IllegalArgumentException("'status' must be from 200 to 599 but was " + status);
			}
			headers = Map.copyOf(headers);
		}

		@Override
		public int requests() {
			return 0;
		}

		@Override
		public String toString() {
			return "answered " + this.status;
		}

	}

	/**
	 * Only the beginning of the body arrives.
	 *
	 * @param bytes how much of it
	 */
	record TruncatedBody(int bytes) implements Fault {

		/**
		 * Create the fault.
		 * @param bytes how many bytes arrive, 0 or more
		 */
		public TruncatedBody {
			if (bytes < 0) {
				throw new IllegalArgumentException("'bytes' must not be negative but was " + bytes);
			}
		}

		@Override
		public int requests() {
			return 1;
		}

		@Override
		public String toString() {
			return "body truncated to " + this.bytes + " bytes";
		}

	}

	/** What needs no further words. */
	enum Mishap implements Fault {

		/** There is no connection. */
		REFUSED("connection refused", 0),

		/** The connection ends before the destination got the request. */
		DROPPED("connection dropped", 0),

		/** The destination handles the request, but its answer does not arrive. */
		ANSWER_LOST("answer lost", 1),

		/** There is no answer in time: said at once, and the destination got nothing. */
		TIMED_OUT("timed out", 0),

		/** The destination gets the request two times. */
		DELIVERED_TWICE("delivered twice", 2),

		/** The signature has expired. */
		STALE_SIGNATURE("stale signature", 1),

		/** The signature was made with a key that nobody knows. */
		WRONG_SIGNATURE("wrong signature", 1);

		private final String text;

		private final int requests;

		Mishap(String text, int requests) {
			this.text = text;
			this.requests = requests;
		}

		@Override
		public int requests() {
			return this.requests;
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

}
