package io.github.qstash.autoconfigure;

/**
 * Raised at startup when something publishes but there is no token.
 */
class MissingQStashTokenException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	MissingQStashTokenException() {
		super("No QStash token is configured");
	}

}
