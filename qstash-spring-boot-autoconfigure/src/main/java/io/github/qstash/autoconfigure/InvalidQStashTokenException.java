package io.github.qstash.autoconfigure;

/**
 * Raised at startup when a token cannot be one. It is not shown: it may be most of a
 * right one.
 */
class InvalidQStashTokenException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String source;

	InvalidQStashTokenException(String source) {
		super("The QStash token of '" + source
				+ "' must not contain blanks, line breaks or other than ASCII characters");
		this.source = source;
	}

	String source() {
		return this.source;
	}

}
