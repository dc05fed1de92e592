package io.github.qstash.autoconfigure.receive;

import io.github.qstash.client.QStashAuthenticationException;

/**
 * Raised at startup when something receives deliveries but there is no current signing
 * key.
 */
class MissingQStashSigningKeyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	MissingQStashSigningKeyException() {
		super("No current QStash signing key is configured");
	}

	/**
	 * Create an exception.
	 * @param refusal why QStash does not tell the keys either
	 */
	MissingQStashSigningKeyException(QStashAuthenticationException refusal) {
		super("No current QStash signing key is configured, and QStash does not tell it", refusal);
	}

}
