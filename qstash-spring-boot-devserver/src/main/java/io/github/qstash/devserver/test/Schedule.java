package io.github.qstash.devserver.test;

import java.time.Instant;

import io.github.qstash.devserver.engine.ScheduleView;
import io.github.qstash.devserver.engine.Target;
import org.jspecify.annotations.Nullable;

/**
 * A schedule, as it was when it was looked at.
 *
 * @param id its id
 * @param cron its cron expression
 * @param destination URL, or name of the URL group, of its messages
 * @param paused whether it is paused
 * @param lastRun when it ran last, {@code null} if it never did
 * @param nextRun when it runs next, or would if it were not paused
 * @since 1.0.0
 */
public record Schedule(String id, String cron, String destination, boolean paused, @Nullable Instant lastRun,
		@Nullable Instant nextRun) {

	static Schedule of(ScheduleView view) {
		String destination = (view.target() instanceof Target.Url url) ? url.url()
				: ((Target.UrlGroup) view.target()).name();
		return new Schedule(view.scheduleId(), view.cron(), destination, view.paused(), view.lastRun(), view.nextRun());
	}

}
