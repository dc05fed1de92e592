package io.github.qstash.receive;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler when the delivery should be tried again at a certain time, instead
 * of after the delay that QStash would choose. The attempts are still limited by the
 * retries of the message.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/retry">QStash: retry</a>
 */
public class RetryDeliveryException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** QStash ignores a delay that is longer. */
	private static final Duration LONGEST = Duration.ofDays(1);

	private final Duration after;

	/**
	 * Create an exception.
	 * @param after the delay before the next attempt, zero or positive; more than a day
	 * is taken as a day
	 */
	public RetryDeliveryException(Duration after) {
		this(after, "Delivery should be tried again after " + after, null);
	}

	/**
	 * Create an exception.
	 * @param after the delay before the next attempt, zero or positive; more than a day
	 * is taken as a day
	 * @param message why the delivery should be tried again; it is logged, and not told
	 * to QStash
	 * @param cause what went wrong; it is logged too
	 */
	public RetryDeliveryException(Duration after, String message, @Nullable Throwable cause) {
		super(message, cause);
		if (after.isNegative()) {
			throw new IllegalArgumentException("'after' must not be negative");
		}
		this.after = (after.compareTo(LONGEST) > 0) ? LONGEST : after;
	}

	/**
	 * Return the delay before the next attempt.
	 * @return the delay, at most a day
	 */
	public Duration after() {
		return this.after;
	}

}
