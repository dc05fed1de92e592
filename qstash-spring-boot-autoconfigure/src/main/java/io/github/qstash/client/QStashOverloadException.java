package io.github.qstash.client;

import org.jspecify.annotations.Nullable;

/**
 * More calls wanted a connection than the pool lets wait, or one waited too long. Nothing
 * was sent, and the call is not made again: it would only add to the load.
 *
 * @since 1.0.0
 */
public class QStashOverloadException extends QStashTransportException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param cause the cause
	 */
	public QStashOverloadException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
