package io.github.qstash.devserver.test;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.qstash.devserver.engine.AttemptOutcome;
import org.jspecify.annotations.Nullable;

/**
 * A request to a destination, or one that a planned fault kept from being sent.
 *
 * @since 1.0.0
 */
public final class Delivery {

	private final Message message;

	private final int attempt;

	private final Instant at;

	private final @Nullable AttemptOutcome outcome;

	private final @Nullable String fault;

	Delivery(Message message, int attempt, Instant at, @Nullable AttemptOutcome outcome, @Nullable String fault) {
		this.message = message;
		this.attempt = attempt;
		this.at = at;
		this.outcome = outcome;
		this.fault = fault;
	}

	/**
	 * Return what is delivered.
	 * @return the message
	 */
	public Message message() {
		return this.message;
	}

	/**
	 * Return which attempt it belongs to.
	 * @return the number, starting with 1
	 */
	public int attempt() {
		return this.attempt;
	}

	/**
	 * Return when it started.
	 * @return the instant
	 */
	public Instant at() {
		return this.at;
	}

	/**
	 * Return whether it has ended.
	 * @return {@code false} if it is running
	 */
	public boolean ended() {
		return this.outcome != null;
	}

	/**
	 * Return the status that QStash knows of.
	 * @return the HTTP status, 0 if there was no answer or is none yet
	 */
	public int status() {
		return (this.outcome != null) ? this.outcome.status() : 0;
	}

	/**
	 * Return the headers that were answered.
	 * @return the headers, names in canonical case; the beginning if they are large
	 */
	public Map<String, List<String>> responseHeaders() {
		return (this.outcome != null) ? this.outcome.headers() : Map.of();
	}

	/**
	 * Return what was answered.
	 * @return the text, or its beginning; what went wrong if there was no answer
	 */
	public String responseBody() {
		String text = (this.outcome != null) ? this.outcome.body().utf8() : null;
		return (text != null) ? text : "";
	}

	/**
	 * Return what went wrong on demand.
	 * @return the fault in words, or {@code null}
	 */
	public @Nullable String fault() {
		return this.fault;
	}

	@Override
	public String toString() {
		String end = !ended() ? "running" : (status() != 0) ? String.valueOf(status()) : responseBody();
		return this.at + "  " + this.message.id() + "  attempt " + this.attempt + "  " + this.message.method() + " "
				+ this.message.url() + "  " + end + ((this.fault != null) ? "  [" + this.fault + "]" : "");
	}

}
