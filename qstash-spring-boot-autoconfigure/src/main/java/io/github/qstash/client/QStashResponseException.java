package io.github.qstash.client;

import org.jspecify.annotations.Nullable;

/**
 * QStash gave a successful answer that cannot be read. The call was probably carried out.
 *
 * @since 1.0.0
 */
public class QStashResponseException extends QStashException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message what cannot be read
	 * @param cause the cause, if there is one
	 */
	public QStashResponseException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
