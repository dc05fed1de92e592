package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A schedule, as it is at the moment.
 *
 * @param scheduleId its id
 * @param cron its cron expression
 * @param target where its messages go
 * @param spec what they are
 * @param createdAt when it was created or replaced
 * @param paused whether it is paused
 * @param lastRun when it ran last, if it ever did
 * @param lastStates what became of the messages of that run, by their ids, as far as that
 * is still known
 * @param nextRun when it runs next, or would if it were not paused
 * @param error why the last run brought no messages, if it did not
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/schedules">QStash: schedules</a>
 */
public record ScheduleView(String scheduleId, String cron, Target target, MessageSpec spec, Instant createdAt,
		boolean paused, @Nullable Instant lastRun, Map<String, RunState> lastStates, @Nullable Instant nextRun,
		@Nullable String error) {

	/**
	 * Create a view.
	 */
	public ScheduleView {
		lastStates = Collections.unmodifiableMap(new LinkedHashMap<>(lastStates));
	}

	/**
	 * Name the id only: headers and payload are not for logs.
	 */
	@Override
	public String toString() {
		return "ScheduleView[" + this.scheduleId + "]";
	}

	/**
	 * What became of a message.
	 */
	public enum RunState {

		/** It is still in progress. */
		IN_PROGRESS,

		/** It was delivered. */
		SUCCESS,

		/** It failed for good, or was cancelled. */
		FAIL;

		static RunState of(LogState state) {
			return switch (state) {
				case DELIVERED -> SUCCESS;
				case FAILED, CANCELLED -> FAIL;
				default -> IN_PROGRESS;
			};
		}

	}

}
