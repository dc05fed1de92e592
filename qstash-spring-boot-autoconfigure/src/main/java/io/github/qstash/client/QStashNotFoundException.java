package io.github.qstash.client;

/**
 * What the call names does not exist (404), for example a URL group.
 *
 * @since 1.0.0
 */
public class QStashNotFoundException extends QStashApiException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param requestKind what was asked for
	 * @param status the HTTP status of the answer
	 * @param serverMessage the server's text, may be empty
	 */
	public QStashNotFoundException(RequestKind requestKind, int status, String serverMessage) {
		super(requestKind, status, serverMessage);
	}

}
