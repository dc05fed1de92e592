package io.github.qstash.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

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

	private final @Nullable Duration retryAfter;

	/**
	 * Create an exception.
	 * @param requestKind what was asked for
	 * @param status the HTTP status of the answer
	 * @param serverMessage the server's text, may be empty
	 */
	public QStashApiException(RequestKind requestKind, int status, String serverMessage) {
		this(requestKind, status, serverMessage, null);
	}

	/**
	 * Create an exception.
	 * @param requestKind what was asked for
	 * @param status the HTTP status of the answer
	 * @param serverMessage the server's text, may be empty
	 * @param retryAfter how long to wait before another call, if the answer says so
	 */
	public QStashApiException(RequestKind requestKind, int status, String serverMessage,
			@Nullable Duration retryAfter) {
		super("QStash answered " + status + " to " + requestKind
				+ (serverMessage.isEmpty() ? "" : ": " + serverMessage), null);
		this.requestKind = requestKind;
		this.status = status;
		this.serverMessage = serverMessage;
		this.retryAfter = retryAfter;
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

	/**
	 * Return how long to wait before another call.
	 * @return the value of {@code Retry-After}, or {@code null} if the answer has none
	 */
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
