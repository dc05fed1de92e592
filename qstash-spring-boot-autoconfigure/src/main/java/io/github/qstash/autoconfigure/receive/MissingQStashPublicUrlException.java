package io.github.qstash.autoconfigure.receive;

/**
 * Raised when the URL check needs the public URL and could therefore only fail.
 */
class MissingQStashPublicUrlException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	MissingQStashPublicUrlException() {
		super("'qstash.receiver.url-check' is 'full', which needs 'qstash.public-url'");
	}

}
