package io.github.qstash.client;

/**
 * QStash does not accept the token (401), or the token may not do this (403). Tokens
 * belong to one region: check {@code qstash.url} together with {@code qstash.token}.
 *
 * @since 1.0.0
 */
public class QStashAuthenticationException extends QStashApiException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param requestKind what was asked for
	 * @param status the HTTP status of the answer
	 * @param serverMessage the server's text, may be empty
	 */
	public QStashAuthenticationException(RequestKind requestKind, int status, String serverMessage) {
		super(requestKind, status, serverMessage);
	}

}
