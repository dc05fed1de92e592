package io.github.qstash.client;

import java.time.Duration;

/**
 * How {@link QStashOperations#publishAll publishAll} cuts a stream into batches.
 *
 * @since 1.0.0
 */
public final class QStashBatchSettings {

	private final int maxMessages;

	private final long maxBytes;

	private final Duration maxWait;

	private final int concurrency;

	private final boolean failFast;

	private QStashBatchSettings(Builder builder) {
		this.maxMessages = builder.maxMessages;
		this.maxBytes = builder.maxBytes;
		this.maxWait = builder.maxWait;
		this.concurrency = builder.concurrency;
		this.failFast = builder.failFast;
	}

	/**
	 * Start settings.
	 * @return a builder with the defaults
	 */
	public static Builder builder() {
		return new Builder();
	}

	int maxMessages() {
		return this.maxMessages;
	}

	long maxBytes() {
		return this.maxBytes;
	}

	Duration maxWait() {
		return this.maxWait;
	}

	int concurrency() {
		return this.concurrency;
	}

	boolean failFast() {
		return this.failFast;
	}

	/**
	 * Builder of {@link QStashBatchSettings}.
	 */
	public static final class Builder {

		private int maxMessages = 250;

		private long maxBytes = 1024 * 1024;

		private Duration maxWait = Duration.ofMillis(50);

		private int concurrency = 4;

		private boolean failFast;

		private Builder() {
		}

		/**
		 * Set how many messages one call carries at most, 250 by default. The source is
		 * asked for one batch ahead of the calls under way.
		 * @param maxMessages the number, greater than 0
		 * @return this builder
		 */
		public Builder maxMessages(int maxMessages) {
			this.maxMessages = (int) requirePositive("maxMessages", maxMessages);
			return this;
		}

		/**
		 * Set how large the messages of one call are together, roughly: without what it
		 * takes to write them as JSON. One megabyte by default. A message that is larger
		 * alone has a call of its own.
		 * @param maxBytes the size in bytes, greater than 0
		 * @return this builder
		 */
		public Builder maxBytes(long maxBytes) {
			this.maxBytes = requirePositive("maxBytes", maxBytes);
			return this;
		}

		/**
		 * Set how long a message waits for others, 50 milliseconds by default.
		 * @param maxWait the time, greater than 0
		 * @return this builder
		 */
		public Builder maxWait(Duration maxWait) {
			requirePositive("maxWait", maxWait.toNanos());
			this.maxWait = maxWait;
			return this;
		}

		/**
		 * Set how many calls are under way at once, 4 by default.
		 * @param concurrency the number, greater than 0
		 * @return this builder
		 */
		public Builder concurrency(int concurrency) {
			this.concurrency = (int) requirePositive("concurrency", concurrency);
			return this;
		}

		/**
		 * Set whether the first call that fails, and the first message that cannot be
		 * sent at all, ends the stream with its error; {@code false} by default. Other
		 * calls that are under way are broken off then: whether QStash took their
		 * messages is not known.
		 * @param failFast whether it ends
		 * @return this builder
		 */
		public Builder failFast(boolean failFast) {
			this.failFast = failFast;
			return this;
		}

		/**
		 * Build the settings.
		 * @return the settings
		 */
		public QStashBatchSettings build() {
			return new QStashBatchSettings(this);
		}

		private static long requirePositive(String option, long value) {
			if (value < 1) {
				throw new IllegalArgumentException("'" + option + "' must be greater than 0 but was " + value);
			}
			return value;
		}

	}

}
