package io.github.qstash.autoconfigure.receive;

/**
 * Raised at startup when something receives deliveries but there is no current signing
 * key.
 */
class MissingQStashSigningKeyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	MissingQStashSigningKeyException() {
		super("No current QStash signing key is configured");
	}

}
