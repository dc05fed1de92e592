package io.github.qstash.devserver.test;

import java.time.Instant;

/**
 * A message that failed for good.
 *
 * @param dlqId its id in the dead letter queue
 * @param message the message
 * @param failedAt when it failed
 * @param status status of the last attempt, 0 if there was no answer
 * @param responseBody what was answered last, or what went wrong
 * @since 1.0.0
 */
public record DeadLetter(String dlqId, Message message, Instant failedAt, int status, String responseBody) {

	@Override
	public String toString() {
		return this.failedAt + "  " + this.message.id() + "  " + this.message.url() + "  "
				+ ((this.status != 0) ? this.status : this.responseBody);
	}

}
