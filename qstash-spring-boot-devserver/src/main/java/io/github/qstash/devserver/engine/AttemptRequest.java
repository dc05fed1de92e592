package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One delivery attempt: what the destination must receive. Signature and the other
 * headers that name the service are added by whoever sends it.
 *
 * @param messageId id of the message
 * @param attempt number of this attempt, starting with 1
 * @param url where to send it
 * @param method HTTP method
 * @param headers the user's headers including {@code Content-Type}, names in canonical
 * case
 * @param body the bytes to send
 * @param timeout how long the attempt may take
 * @param retried number of retries before this attempt, 0 for the first
 * @param topicName URL group that the message was sent through, if any
 * @param scheduleId schedule that produced the message, if any
 * @param callerIp address of the publisher
 * @since 1.0.0
 */
public record AttemptRequest(String messageId, int attempt, String url, String method,
		Map<String, List<String>> headers, Body body, Duration timeout, int retried, @Nullable String topicName,
		@Nullable String scheduleId, String callerIp) {

	/**
	 * Return the same attempt with another body.
	 * @param other the bytes to send
	 * @return the attempt
	 */
	public AttemptRequest withBody(Body other) {
		return new AttemptRequest(this.messageId, this.attempt, this.url, this.method, this.headers, other,
				this.timeout, this.retried, this.topicName, this.scheduleId, this.callerIp);
	}

	/**
	 * Name the attempt only: headers and payload are not for logs.
	 */
	@Override
	public String toString() {
		return "AttemptRequest[" + this.messageId + ", attempt " + this.attempt + "]";
	}

}
