package io.github.qstash.client;

import org.jspecify.annotations.Nullable;

/**
 * The client cannot make calls: its HTTP client could not be made, or it was closed with
 * the application. Nothing was sent, and the call is not made again: it would fail in the
 * same way.
 *
 * @since 1.0.0
 */
public class QStashClientException extends QStashException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param cause the cause
	 */
	public QStashClientException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
