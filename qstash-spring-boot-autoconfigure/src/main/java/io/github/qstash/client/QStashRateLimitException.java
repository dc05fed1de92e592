package io.github.qstash.client;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * QStash received too many calls (429).
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/api/api-ratelimiting">QStash: API rate
 * limits</a>
 */
public class QStashRateLimitException extends QStashApiException {

	private static final long serialVersionUID = 1L;

	private final Kind kind;

	private final @Nullable Long limit;

	private final @Nullable Long remaining;

	private final @Nullable Instant reset;

	/**
	 * Create an exception.
	 * @param requestKind what was asked for
	 * @param serverMessage the server's text, may be empty
	 * @param kind which limit was reached
	 * @param limit calls that the limit allows, if the answer says so
	 * @param remaining calls that are left, if the answer says so
	 * @param reset when the limit starts anew, if the answer says so
	 * @param retryAfter how long to wait before another call, if the answer says so
	 */
	public QStashRateLimitException(RequestKind requestKind, String serverMessage, Kind kind, @Nullable Long limit,
			@Nullable Long remaining, @Nullable Instant reset, @Nullable Duration retryAfter) {
		super(requestKind, 429, serverMessage, retryAfter);
		this.kind = kind;
		this.limit = limit;
		this.remaining = remaining;
		this.reset = reset;
	}

	/**
	 * Return which limit was reached.
	 * @return the kind of limit
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Return how many calls the limit allows.
	 * @return the number, or {@code null} if the answer does not say so
	 */
	public @Nullable Long limit() {
		return this.limit;
	}

	/**
	 * Return how many calls are left.
	 * @return the number, or {@code null} if the answer does not say so
	 */
	public @Nullable Long remaining() {
		return this.remaining;
	}

	/**
	 * Return when the limit starts anew.
	 * @return the instant, or {@code null} if the answer does not say so
	 */
	public @Nullable Instant reset() {
		return this.reset;
	}

	/**
	 * The limits of QStash.
	 */
	public enum Kind {

		/** Calls within one second. */
		BURST,

		/** Messages within a day. */
		DAILY,

		/** Calls of the LLM API. */
		CHAT

	}

}
