package io.github.qstash.client;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * Whether and when a call to QStash that failed is made again. Only calls that are safe
 * to repeat are: a message needs a deduplication id, so that an attempt whose answer was
 * lost does not become a second message.
 * <p>
 * Made again are calls without an answer, and calls answered with 5xx or 429. A call that
 * was refused for another reason would be refused again.
 *
 * @since 1.0.0
 */
public final class QStashRetryPolicy {

	private final int maxRetries;

	private final Duration firstBackoff;

	private final Duration maxBackoff;

	private final Duration maxWait;

	private final boolean generateDeduplicationIds;

	private QStashRetryPolicy(Builder builder) {
		this.maxRetries = builder.maxRetries;
		this.firstBackoff = builder.firstBackoff;
		this.maxBackoff = builder.maxBackoff;
		this.maxWait = builder.maxWait;
		this.generateDeduplicationIds = builder.generateDeduplicationIds;
	}

	/**
	 * Start a policy.
	 * @return a builder with the defaults
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return a policy with which exactly one attempt is made.
	 * @return the policy
	 */
	public static QStashRetryPolicy none() {
		return builder().maxRetries(0).build();
	}

	/**
	 * Return whether any call is ever made again.
	 * @return whether there are retries
	 */
	boolean enabled() {
		return this.maxRetries > 0;
	}

	boolean generatesDeduplicationIds() {
		return enabled() && this.generateDeduplicationIds;
	}

	/**
	 * Decide what follows from a failed attempt.
	 * @param retries retries made so far
	 * @param failure the failure
	 * @param now the present instant
	 * @return how long to wait before the next attempt, or {@code null} if there is none
	 */
	@Nullable Duration waitAfter(long retries, Throwable failure, Instant now) {
		if (retries >= this.maxRetries) {
			return null;
		}
		if (failure instanceof QStashRateLimitException limit && limit.reset() != null) {
			return withinBound(Duration.between(now, limit.reset()));
		}
		if (failure instanceof QStashApiException answer) {
			Duration retryAfter = answer.retryAfter();
			boolean temporary = answer.status() >= 500 || answer.status() == 429;
			return !temporary ? null : (retryAfter != null) ? withinBound(retryAfter) : backoff(retries);
		}
		boolean noAnswer = failure instanceof QStashTransportException && !(failure instanceof QStashOverloadException);
		return noAnswer ? backoff(retries) : null;
	}

	private @Nullable Duration withinBound(Duration wait) {
		if (wait.compareTo(this.maxWait) > 0) {
			return null;
		}
		// not before the instant that was named, and not everybody at once
		return (wait.isNegative() ? Duration.ZERO : wait).plus(random(this.firstBackoff));
	}

	private Duration backoff(long retries) {
		Duration longest = this.firstBackoff.multipliedBy(1L << Math.min(retries, 20));
		Duration bounded = (longest.compareTo(this.maxBackoff) < 0) ? longest : this.maxBackoff;
		Duration half = bounded.dividedBy(2);
		return half.plus(random(half));
	}

	private static Duration random(Duration upTo) {
		return Duration.ofNanos(ThreadLocalRandom.current().nextLong(upTo.toNanos() + 1));
	}

	/**
	 * Builder of a {@link QStashRetryPolicy}.
	 */
	public static final class Builder {

		private int maxRetries = 4;

		private Duration firstBackoff = Duration.ofMillis(100);

		private Duration maxBackoff = Duration.ofSeconds(5);

		private Duration maxWait = Duration.ofSeconds(10);

		private boolean generateDeduplicationIds = true;

		private Builder() {
		}

		/**
		 * Set how often a call is made again, 4 times by default.
		 * @param maxRetries retries after the first attempt; 0 for exactly one attempt
		 * @return this builder
		 */
		public Builder maxRetries(int maxRetries) {
			if (maxRetries < 0) {
				throw new IllegalArgumentException("'maxRetries' must not be negative but was " + maxRetries);
			}
			this.maxRetries = maxRetries;
			return this;
		}

		/**
		 * Set the longest pause before the first retry, 100 milliseconds by default. It
		 * doubles with each retry; the real pause is between half of it and all of it.
		 * @param firstBackoff the pause
		 * @return this builder
		 */
		public Builder firstBackoff(Duration firstBackoff) {
			this.firstBackoff = requireNotNegative("firstBackoff", firstBackoff);
			return this;
		}

		/**
		 * Set what a pause does not grow beyond, 5 seconds by default.
		 * @param maxBackoff the pause
		 * @return this builder
		 */
		public Builder maxBackoff(Duration maxBackoff) {
			this.maxBackoff = requireNotNegative("maxBackoff", maxBackoff);
			return this;
		}

		/**
		 * Set how long a call waits when QStash names the time at which it may be made
		 * again, 10 seconds by default. If that is later, the call fails at once.
		 * @param maxWait the longest wait
		 * @return this builder
		 */
		public Builder maxWait(Duration maxWait) {
			this.maxWait = requireNotNegative("maxWait", maxWait);
			return this;
		}

		/**
		 * Set whether a message without a deduplication id gets a generated one, so that
		 * it can be sent again safely; {@code true} by default. Without one it is sent
		 * once.
		 * @param generateDeduplicationIds whether ids are generated
		 * @return this builder
		 */
		public Builder generateDeduplicationIds(boolean generateDeduplicationIds) {
			this.generateDeduplicationIds = generateDeduplicationIds;
			return this;
		}

		/**
		 * Build the policy.
		 * @return the policy
		 */
		public QStashRetryPolicy build() {
			return new QStashRetryPolicy(this);
		}

		private static Duration requireNotNegative(String option, Duration value) {
			if (value.isNegative()) {
				throw new IllegalArgumentException("'" + option + "' must not be negative but was " + value);
			}
			return value;
		}

	}

}
