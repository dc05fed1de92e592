package io.github.qstash.client;

/**
 * QStash answered with an error.
 *
 * @since 1.0.0
 */
public class QStashApiException extends QStashException {

	private static final long serialVersionUID = 1L;

	private final RequestKind requestKind;

	private final int status;

	private final String serverMessage;

	/**
	 * Create an exception.
	 * @param requestKind what was asked for
	 * @param status the HTTP status of the answer
	 * @param serverMessage the server's text, may be empty
	 */
	public QStashApiException(RequestKind requestKind, int status, String serverMessage) {
		super("QStash answered " + status + " to " + requestKind
				+ (serverMessage.isEmpty() ? "" : ": " + serverMessage), null);
		this.requestKind = requestKind;
		this.status = status;
		this.serverMessage = serverMessage;
	}

	/**
	 * Return what was asked for.
	 * @return the kind of request
	 */
	public RequestKind requestKind() {
		return this.requestKind;
	}

	/**
	 * Return the HTTP status of the answer.
	 * @return the status, never 2xx
	 */
	public int status() {
		return this.status;
	}

	/**
	 * Return the server's explanation.
	 * @return the text of the {@code error} member, the beginning of the answer if it is
	 * something else, or an empty string
	 */
	public String serverMessage() {
		return this.serverMessage;
	}

}
