package io.github.qstash.devserver.runtime;

/**
 * A command that did not reach its engine: the server is stopping, or too many commands
 * wait already.
 *
 * @since 1.0.0
 */
public final class EngineUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	EngineUnavailableException(String message) {
		super(message);
	}

}
