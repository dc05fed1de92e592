package io.github.qstash.receive;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler when another attempt would fail as well: QStash makes none and puts
 * the message into the dead letter queue.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/retry">QStash: retry</a>
 */
public class NonRetryableDeliveryException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message why no other attempt should be made; it is logged, and not told to
	 * QStash
	 */
	public NonRetryableDeliveryException(String message) {
		this(message, null);
	}

	/**
	 * Create an exception.
	 * @param message why no other attempt should be made; it is logged, and not told to
	 * QStash
	 * @param cause what went wrong; it is logged too
	 */
	public NonRetryableDeliveryException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
