package io.github.qstash.client;

import org.jspecify.annotations.Nullable;

/**
 * QStash gave no answer: no connection, a time-out, or a connection that ended too early.
 * Whether the call was carried out is not known.
 *
 * @since 1.0.0
 */
public class QStashTransportException extends QStashException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param cause the cause
	 */
	public QStashTransportException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
