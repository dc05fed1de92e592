package io.github.qstash.devserver.test;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.qstash.devserver.engine.LogState;
import io.github.qstash.devserver.engine.MessageView;
import org.jspecify.annotations.Nullable;

/**
 * A message that the server accepted, as it was when it was looked at.
 *
 * @since 1.0.0
 */
public final class Message {

	private final MessageView view;

	private final LogState state;

	Message(MessageView view, LogState state) {
		this.view = view;
		this.state = state;
	}

	/**
	 * Return the id.
	 * @return the id, such as {@code msg_1_1}
	 */
	public String id() {
		return this.view.messageId();
	}

	/**
	 * Return where it is delivered.
	 * @return the URL
	 */
	public String url() {
		return this.view.url();
	}

	/**
	 * Return the URL group that it was published to.
	 * @return the name, or {@code null} if it was published to a URL
	 */
	public @Nullable String urlGroup() {
		return this.view.topicName();
	}

	/**
	 * Return the schedule that produced it.
	 * @return the id, or {@code null} if it was published
	 */
	public @Nullable String scheduleId() {
		return this.view.scheduleId();
	}

	/**
	 * Return the queue that it goes through.
	 * @return the name, or {@code null} if it goes through none
	 */
	public @Nullable String queue() {
		return this.view.spec().queue();
	}

	/**
	 * Return the HTTP method of the delivery.
	 * @return the method
	 */
	public String method() {
		return this.view.spec().method();
	}

	/**
	 * Return the headers that the destination receives.
	 * @return the headers, names in canonical case
	 */
	public Map<String, List<String>> headers() {
		return this.view.spec().headers();
	}

	/**
	 * Return a header that the destination receives.
	 * @param name the name, in any case
	 * @return the first value, or {@code null} if there is none
	 */
	public @Nullable String header(String name) {
		return headers().entrySet()
			.stream()
			.filter((header) -> header.getKey().equalsIgnoreCase(name))
			.map((header) -> header.getValue().get(0))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Return the body that the destination receives.
	 * @return the bytes
	 */
	public byte[] bytes() {
		return this.view.spec().body().bytes();
	}

	/**
	 * Return the body that the destination receives, as text.
	 * @return the text
	 * @throws IllegalStateException if the body is not text
	 */
	public String body() {
		String text = this.view.spec().body().utf8();
		if (text == null) {
			throw new IllegalStateException("The body of " + this + " is not text, use 'bytes' instead");
		}
		return text;
	}

	/**
	 * Return when it was accepted.
	 * @return the instant
	 */
	public Instant acceptedAt() {
		return this.view.createdAt();
	}

	/**
	 * Return the earliest instant of the first attempt.
	 * @return the instant
	 */
	public Instant notBefore() {
		return this.view.notBefore();
	}

	/**
	 * Return the message that it reports about.
	 * @return the id, or {@code null} if it is no callback
	 */
	public @Nullable String sourceMessageId() {
		return this.view.sourceMessageId();
	}

	/**
	 * Return the state that it was in.
	 * @return the state, as the logs of QStash name it
	 */
	public LogState state() {
		return this.state;
	}

	@Override
	public String toString() {
		return id() + " to " + url() + " (" + this.state + ")";
	}

}
