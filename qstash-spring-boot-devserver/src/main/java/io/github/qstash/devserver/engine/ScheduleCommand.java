package io.github.qstash.devserver.engine;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What can be done with schedules.
 *
 * @param <R> type of the reply
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/schedules">QStash: schedules</a>
 */
public sealed interface ScheduleCommand<R> extends Command<R> {

	/**
	 * Create a schedule, or replace one with all that it was. The reply is its id.
	 * Messages that it publishes are not deduplicated.
	 *
	 * @param scheduleId its id; a new one if {@code null}
	 * @param cron its cron expression, which may start with a {@code CRON_TZ=<zone>}
	 * @param target where its messages go
	 * @param spec what is sent and how
	 */
	record Create(@Nullable String scheduleId, String cron, Target target,
			MessageSpec spec) implements ScheduleCommand<String> {

	}

	/**
	 * Look at a schedule.
	 *
	 * @param scheduleId id of the schedule
	 */
	record Get(String scheduleId) implements ScheduleCommand<ScheduleView> {

	}

	/**
	 * List all schedules in the order of their creation.
	 */
	record ListAll() implements ScheduleCommand<List<ScheduleView>> {

	}

	/**
	 * Delete a schedule. Messages that it published are not affected.
	 *
	 * @param scheduleId id of the schedule
	 */
	record Delete(String scheduleId) implements ScheduleCommand<Done> {

	}

	/**
	 * Let a schedule not run any more until it is resumed.
	 *
	 * @param scheduleId id of the schedule
	 */
	record Pause(String scheduleId) implements ScheduleCommand<Done> {

	}

	/**
	 * Let a schedule run again, from its next time on.
	 *
	 * @param scheduleId id of the schedule
	 */
	record Resume(String scheduleId) implements ScheduleCommand<Done> {

	}

	/**
	 * Run a schedule once more, now, even if it is paused. When it runs next stays as it
	 * is. The reply holds one receipt, or one per endpoint of a URL group.
	 *
	 * @param scheduleId id of the schedule
	 */
	record RunNow(String scheduleId) implements ScheduleCommand<List<Receipt>> {

	}

}
