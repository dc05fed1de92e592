package io.github.qstash.devserver.dashboard;

import java.time.Instant;
import java.util.List;

import io.github.qstash.devserver.engine.AttemptOutcome;
import io.github.qstash.devserver.engine.Event;
import io.github.qstash.devserver.engine.FlowControl;
import io.github.qstash.devserver.engine.MessageHistory;
import io.github.qstash.devserver.engine.MessageSpec;
import io.github.qstash.devserver.engine.MessageView;
import org.jspecify.annotations.Nullable;

/**
 * A message in the list. Instants are Unix milliseconds.
 *
 * @param id id of the message
 * @param number its place in the order of acceptance
 * @param state its state
 * @param method HTTP method of the delivery
 * @param url where it goes
 * @param labels its labels
 * @param queue its queue, if any
 * @param group URL group that it was published to, if any
 * @param flowKey its flow-control key, if any
 * @param schedule schedule that produced it, if any
 * @param source the message that it reports about, if it is a callback
 * @param attempt number of the last attempt, 0 before the first
 * @param attempts how many attempts there can be
 * @param status status of the last answer, {@code null} if there was none
 * @param error why the last attempt got no answer, if so
 * @param took how long the last attempt took, in milliseconds
 * @param createdAt when it was accepted
 * @param changedAt when its state changed last
 * @param nextAt when the next attempt is due, if it waits for that
 */
record MessageRow(String id, long number, String state, String method, String url, List<String> labels,
		@Nullable String queue, @Nullable String group, @Nullable String flowKey, @Nullable String schedule,
		@Nullable String source, int attempt, int attempts, @Nullable Integer status, @Nullable String error,
		@Nullable Long took, long createdAt, long changedAt, @Nullable Long nextAt) {

	static MessageRow of(MessageHistory history) {
		MessageView message = history.message();
		MessageSpec spec = message.spec();
		List<Attempt> attempts = Attempt.allOf(history);
		Attempt last = attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
		AttemptOutcome outcome = (last != null) ? last.outcome() : null;
		FlowControl flowControl = spec.flowControl();
		return new MessageRow(message.messageId(), history.number(), stateOf(history).toString(), spec.method(),
				message.url(), spec.labels(), spec.queue(), message.topicName(),
				(flowControl != null) ? flowControl.key() : null, message.scheduleId(), message.sourceMessageId(),
				(last != null) ? last.number() : 0, spec.retries() + 1,
				(outcome instanceof AttemptOutcome.Responded response) ? response.status() : null,
				(outcome instanceof AttemptOutcome.Failed failed) ? failed.error() : null,
				(last != null) ? last.took() : null, message.createdAt().toEpochMilli(),
				history.last().at().toEpochMilli(), nextAt(history));
	}

	static MessageState stateOf(MessageHistory history) {
		return MessageState.of(history.last().state());
	}

	private static @Nullable Long nextAt(MessageHistory history) {
		if (history.last() instanceof Event.RetryScheduled retry) {
			return retry.nextAttemptAt().toEpochMilli();
		}
		Instant notBefore = history.message().notBefore();
		boolean delayed = notBefore.isAfter(history.message().createdAt());
		return (history.last() instanceof Event.Accepted && delayed) ? notBefore.toEpochMilli() : null;
	}

}
