package io.github.qstash.receive;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.github.qstash.message.QStashHeaders;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

import org.springframework.http.HttpHeaders;

/**
 * What QStash tells a callback URL about an attempt to deliver a message. Name it as the
 * payload type of what receives there:
 *
 * <pre class="code">
 * class OrderCallbacks extends QStashController&lt;QStashCallback&lt;Order&gt;&gt;
 * </pre>
 *
 * There is a callback for each attempt. It is a delivery like any other, with a message
 * id, a signature and retries of its own.
 *
 * @param <T> the type of the body that was sent: {@code byte[]} or {@code String} for the
 * bytes as they are, anything else for JSON
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/callbacks">QStash: callbacks</a>
 */
@JsonDeserialize(using = CallbackDeserializer.class)
public class QStashCallback<T> {

	private static final int NON_RETRYABLE = 489;

	private final CallbackReport report;

	private final @Nullable T sourceBody;

	QStashCallback(CallbackReport report, @Nullable T sourceBody) {
		this.report = report;
		this.sourceBody = sourceBody;
	}

	/**
	 * Return what the destination answered.
	 * @return an HTTP status, zero if there was no answer
	 */
	public int status() {
		return this.report.status();
	}

	/**
	 * Return whether the message was delivered by this attempt.
	 * @return whether the status is one of 200 to 299
	 */
	public boolean isDelivered() {
		return status() >= 200 && status() <= 299;
	}

	/**
	 * Return the headers that the destination answered with.
	 * @return the headers
	 */
	public HttpHeaders headers() {
		return this.report.headers();
	}

	/**
	 * Return the body that the destination answered with. QStash may have cut it off at
	 * the largest size of a message.
	 * @return the bytes, not a copy of them, empty if there was none
	 */
	public byte[] body() {
		return this.report.body();
	}

	/**
	 * Return the body that the destination answered with, read as UTF-8.
	 * @return the text, empty if there was none
	 */
	public String bodyAsText() {
		return new String(body(), StandardCharsets.UTF_8);
	}

	/**
	 * Return how many attempts were made before this one.
	 * @return zero for the first attempt, one for the first retry
	 */
	public int retried() {
		return this.report.retried();
	}

	/**
	 * Return how many attempts are made after the first one, at most.
	 * @return the retries of the message
	 */
	public int maxRetries() {
		return this.report.maxRetries();
	}

	/**
	 * Return whether no other attempt follows: this one has delivered the message, was
	 * answered that another one is pointless, or was the last that the message allows.
	 * @return whether it was the last attempt
	 */
	public boolean isLastAttempt() {
		boolean pointless = status() == NON_RETRYABLE
				&& "true".equalsIgnoreCase(headers().getFirst(QStashHeaders.NON_RETRYABLE_ERROR));
		return isDelivered() || pointless || retried() >= maxRetries();
	}

	/**
	 * Return the id of the message that this is about. The callback has another one.
	 * @return the message id
	 */
	public String sourceMessageId() {
		return this.report.sourceMessageId();
	}

	/**
	 * Return where the message was sent.
	 * @return the URL, empty if it is not told
	 */
	public String sourceUrl() {
		return this.report.sourceUrl();
	}

	/**
	 * Return the HTTP method with which the message was sent.
	 * @return the method, empty if it is not told
	 */
	public String sourceMethod() {
		return this.report.sourceMethod();
	}

	/**
	 * Return the headers with which the message was sent.
	 * @return the headers
	 */
	public HttpHeaders sourceHeaders() {
		return this.report.sourceHeaders();
	}

	/**
	 * Return the body that was sent.
	 * @return the body; {@code null} if it was empty or cannot be decoded, which may be
	 * what the message has failed of, and is no {@code byte[]} or {@code String}
	 * @see #sourceBytes()
	 */
	public @Nullable T sourceBody() {
		return this.sourceBody;
	}

	/**
	 * Return the body that was sent, as it was sent.
	 * @return the bytes, not a copy of them, empty if there were none
	 */
	public byte[] sourceBytes() {
		return this.report.sourceBody();
	}

	/**
	 * Return when the message was published.
	 * @return the instant, or {@code null} if it is not told
	 */
	public @Nullable Instant createdAt() {
		return this.report.createdAt();
	}

	/**
	 * Return before which instant the message was not to be delivered.
	 * @return the instant, or {@code null} if it is not told
	 */
	public @Nullable Instant notBefore() {
		return this.report.notBefore();
	}

	/**
	 * Return the schedule that produced the message.
	 * @return the id of the schedule, or {@code null} if there is none
	 */
	public @Nullable String scheduleId() {
		return this.report.scheduleId();
	}

	/**
	 * Return the URL group through which the message was sent.
	 * @return the name of the URL group, or {@code null} if there is none
	 */
	public @Nullable String urlGroup() {
		return this.report.urlGroup();
	}

	/**
	 * Return the endpoint of the URL group to which the message was sent.
	 * @return the name of the endpoint, or {@code null} if there is none
	 */
	public @Nullable String endpoint() {
		return this.report.endpoint();
	}

	/**
	 * Return the IP address of the publisher.
	 * @return the IP address, or {@code null} if it is not told
	 */
	public @Nullable String callerIp() {
		return this.report.callerIp();
	}

	CallbackReport report() {
		return this.report;
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[" + LogText.of(sourceMessageId()) + ", status " + status() + ", retried "
				+ retried() + " of " + maxRetries() + " times]";
	}

}
