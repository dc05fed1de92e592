package io.github.qstash.client;

import org.jspecify.annotations.Nullable;

/**
 * Root of everything that can go wrong in a call to QStash.
 *
 * @since 1.0.0
 */
public abstract class QStashException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	QStashException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
