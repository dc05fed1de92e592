package io.github.qstash.devserver.engine;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One state change of a message, as the logs show it.
 *
 * @param time when it happened
 * @param state the new state
 * @param message the message
 * @param nextDeliveryTime when the next attempt is due, for {@link LogState#RETRY}
 * @param outcome how the attempt ended, with the beginning of the answer, for
 * {@link LogState#ERROR}
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/debug-logs">QStash: logs</a>
 */
public record LogEntry(Instant time, LogState state, MessageView message, @Nullable Instant nextDeliveryTime,
		@Nullable AttemptOutcome outcome) {

	static LogEntry of(Event event) {
		Instant next = (event instanceof Event.RetryScheduled scheduled) ? scheduled.nextAttemptAt() : null;
		AttemptOutcome outcome = (event instanceof Event.AttemptFailed failed) ? failed.outcome() : null;
		return new LogEntry(event.at(), event.state(), event.message(), next, outcome);
	}

}
