package io.github.qstash.devserver.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import io.github.qstash.devserver.engine.AttemptOutcome;
import io.github.qstash.devserver.engine.Event;
import io.github.qstash.devserver.engine.MessageHistory;
import org.jspecify.annotations.Nullable;

/**
 * One attempt, put together from what happened.
 *
 * @param number its number
 * @param startedAt when it started
 * @param endedAt when it ended, {@code null} while it is running
 * @param outcome how it ended
 * @param nextAt when the next one is due, if it is known
 */
record Attempt(int number, Instant startedAt, @Nullable Instant endedAt, @Nullable AttemptOutcome outcome,
		@Nullable Instant nextAt) {

	static List<Attempt> allOf(MessageHistory history) {
		List<Attempt> attempts = new ArrayList<>();
		for (Event event : history.events()) {
			if (event instanceof Event.AttemptStarted started) {
				attempts.add(new Attempt(started.attempt(), started.at(), null, null, null));
			}
			else if (event instanceof Event.AttemptFailed failed) {
				changeLast(attempts, (attempt) -> attempt.ended(failed.at(), failed.outcome()));
			}
			else if (event instanceof Event.Delivered delivered) {
				changeLast(attempts, (attempt) -> attempt.ended(delivered.at(), delivered.response()));
			}
			else if (event instanceof Event.RetryScheduled retry) {
				changeLast(attempts, (attempt) -> attempt.followedAt(retry.nextAttemptAt()));
			}
		}
		return attempts;
	}

	@Nullable Long took() {
		return (this.endedAt != null) ? Duration.between(this.startedAt, this.endedAt).toMillis() : null;
	}

	// the events of the earliest attempts may be forgotten, so that one has no start
	private static void changeLast(List<Attempt> attempts, UnaryOperator<Attempt> change) {
		if (!attempts.isEmpty()) {
			attempts.set(attempts.size() - 1, change.apply(attempts.get(attempts.size() - 1)));
		}
	}

	private Attempt ended(Instant at, AttemptOutcome how) {
		return new Attempt(this.number, this.startedAt, at, how, this.nextAt);
	}

	private Attempt followedAt(Instant next) {
		return new Attempt(this.number, this.startedAt, this.endedAt, this.outcome, next);
	}

}
