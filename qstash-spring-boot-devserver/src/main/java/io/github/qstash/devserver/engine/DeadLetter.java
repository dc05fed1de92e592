package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A message that failed for good, with the last thing its destination said.
 *
 * @param dlqId its id among the dead letters, {@code <unix milliseconds>-<number>}
 * @param message the message
 * @param failedAt when it failed
 * @param responseStatus status of the last attempt, 0 if there was no answer
 * @param responseHeaders headers of that answer
 * @param responseBody body of that answer, or the error text if there was none
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/dlq">QStash: dead letter
 * queue</a>
 */
public record DeadLetter(String dlqId, MessageView message, Instant failedAt, int responseStatus,
		Map<String, List<String>> responseHeaders, Body responseBody) {

	/**
	 * Name the ids only: headers and payload are not for logs.
	 */
	@Override
	public String toString() {
		return "DeadLetter[" + this.dlqId + ", " + this.message.messageId() + "]";
	}

}
