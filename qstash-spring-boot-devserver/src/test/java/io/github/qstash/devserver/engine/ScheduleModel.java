package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A naive look at schedules: every minute, every one that is active is asked whether it
 * runs.
 */
final class ScheduleModel {

	private final Map<String, RandomCron> crons = new TreeMap<>();

	private final Map<String, RandomCron> paused = new TreeMap<>();

	private final List<String> runs = new ArrayList<>();

	void created(String id, RandomCron cron) {
		this.paused.remove(id);
		this.crons.put(id, cron);
	}

	void paused(String id) {
		move(id, this.crons, this.paused);
	}

	void resumed(String id) {
		move(id, this.paused, this.crons);
	}

	void deleted(String id) {
		this.crons.remove(id);
		this.paused.remove(id);
	}

	void ran(String id, Instant now) {
		this.runs.add(id + " " + now);
	}

	void passed(Instant from, Instant to) {
		Instant minute = from.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
		while (!minute.isAfter(to)) {
			Instant now = minute;
			this.crons.forEach((id, cron) -> {
				if (cron.matches(now)) {
					ran(id, now);
				}
			});
			minute = minute.plus(1, ChronoUnit.MINUTES);
		}
	}

	boolean knows(String id) {
		return this.crons.containsKey(id) || this.paused.containsKey(id);
	}

	/**
	 * Every run: schedule and instant.
	 */
	List<String> runs() {
		return this.runs;
	}

	private static void move(String id, Map<String, RandomCron> from, Map<String, RandomCron> to) {
		RandomCron cron = from.remove(id);
		if (cron != null) {
			to.put(id, cron);
		}
	}

}
