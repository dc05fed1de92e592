package io.github.qstash.devserver;

/**
 * Why the server does not start, in words for whoever typed the command.
 */
final class LaunchException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	LaunchException(String message) {
		super(message);
	}

}
