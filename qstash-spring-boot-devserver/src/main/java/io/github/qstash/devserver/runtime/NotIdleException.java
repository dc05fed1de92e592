package io.github.qstash.devserver.runtime;

/**
 * The server did not become idle in time. The message names what it waits for.
 *
 * @since 1.0.0
 */
public class NotIdleException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	NotIdleException(String message) {
		super(message);
	}

}
