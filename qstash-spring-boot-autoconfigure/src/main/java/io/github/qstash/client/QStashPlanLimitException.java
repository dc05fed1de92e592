package io.github.qstash.client;

/**
 * The call goes beyond a limit of the account's plan (412).
 *
 * @since 1.0.0
 */
public class QStashPlanLimitException extends QStashApiException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param requestKind what was asked for
	 * @param status the HTTP status of the answer
	 * @param serverMessage the server's text, may be empty
	 */
	public QStashPlanLimitException(RequestKind requestKind, int status, String serverMessage) {
		super(requestKind, status, serverMessage);
	}

}
