package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

import io.github.qstash.message.QStashHeaders;

/**
 * The schedules by id. One that is due publishes its message; if it was due several times
 * meanwhile, as on a laptop that was asleep, it does so once.
 */
final class Schedules {

	static final int MAX_SCHEDULES = 1000;

	static final int MAX_BYTES = 16 << 20;

	private static final String ID_PREFIX = "scd_";

	private final Ids ids;

	private final Publishing publishing;

	private final Logs logs;

	private final Map<String, Schedule> schedules = new LinkedHashMap<>();

	private final TreeSet<Schedule> agenda = new TreeSet<>(Schedule.DUE_FIRST);

	private long created;

	Schedules(Ids ids, Publishing publishing, Logs logs) {
		this.ids = ids;
		this.publishing = publishing;
		this.logs = logs;
	}

	// A schedule of the same id is replaced, with all that it was.
	String create(Step step, ScheduleCommand.Create command) {
		String id = (command.scheduleId() != null) ? command.scheduleId() : this.ids.next(ID_PREFIX);
		Names.check("scheduleId", id);
		MessageSpec spec = command.spec();
		if (spec.notBefore() != null) {
			throw RefusedException.invalid("invalid " + QStashHeaders.NOT_BEFORE + ": the messages of a schedule wait "
					+ QStashHeaders.DELAY + " after each run");
		}
		this.publishing.check(step.now(), command.target(), spec);
		Schedule schedule = new Schedule(id, this.created + 1, Cron.parse(command.cron()), command.target(),
				repeatable(spec), step.now());
		checkRoom(schedule);
		this.created++;
		Schedule replaced = this.schedules.put(id, schedule);
		if (replaced != null) {
			this.agenda.remove(replaced);
		}
		this.agenda.add(schedule);
		return id;
	}

	ScheduleView get(Instant now, String id) {
		return find(id).view(now, this.logs);
	}

	List<ScheduleView> list(Instant now) {
		return this.schedules.values().stream().map((schedule) -> schedule.view(now, this.logs)).toList();
	}

	// What it published goes on.
	Done delete(String id) {
		Schedule schedule = find(id);
		this.schedules.remove(id);
		this.agenda.remove(schedule);
		return Done.DONE;
	}

	Done pause(String id) {
		Schedule schedule = find(id);
		schedule.paused(true);
		this.agenda.remove(schedule);
		return Done.DONE;
	}

	Done resume(Instant now, String id) {
		Schedule schedule = find(id);
		if (schedule.paused()) {
			schedule.paused(false);
			schedule.waitFrom(now);
			this.agenda.add(schedule);
		}
		return Done.DONE;
	}

	// Publish once more; when it runs next stays as it is.
	List<Receipt> runNow(Step step, String id) {
		Schedule schedule = find(id);
		List<Receipt> receipts = publish(step, schedule);
		schedule.ran(step.now(), receipts);
		return receipts;
	}

	Optional<Instant> nextDue() {
		return this.agenda.isEmpty() ? Optional.empty() : Optional.of(this.agenda.first().nextRun());
	}

	void runDue(Step step) {
		Schedule due = this.agenda.isEmpty() ? null : this.agenda.first();
		while (due != null && !due.nextRun().isAfter(step.now())) {
			this.agenda.remove(due);
			due.waitFrom(step.now());
			this.agenda.add(due);
			run(step, due);
			due = this.agenda.first();
		}
	}

	private void run(Step step, Schedule due) {
		try {
			due.ran(step.now(), publish(step, due));
		}
		catch (RefusedException ex) {
			due.ranInVain(step.now(), ex.getMessage());
		}
	}

	private List<Receipt> publish(Step step, Schedule schedule) {
		return this.publishing.publish(step, schedule.target(), schedule.spec(), schedule.id());
	}

	private Schedule find(String id) {
		Schedule schedule = this.schedules.get(id);
		if (schedule == null) {
			throw RefusedException.notFound("schedule " + id + " not found");
		}
		return schedule;
	}

	private void checkRoom(Schedule schedule) {
		List<Schedule> others = this.schedules.values()
			.stream()
			.filter((other) -> !other.id().equals(schedule.id()))
			.toList();
		if (others.size() >= MAX_SCHEDULES) {
			throw RefusedException.overLimit("too many schedules, at most " + MAX_SCHEDULES + " are kept");
		}
		long bytes = others.stream().mapToLong((other) -> other.spec().size()).sum();
		if (bytes + schedule.spec().size() > MAX_BYTES) {
			throw RefusedException.overLimit("the messages of all schedules are larger than " + MAX_BYTES + " bytes");
		}
	}

	// A run is no duplicate of the run before it.
	private static MessageSpec repeatable(MessageSpec spec) {
		return spec.toBuilder().deduplicationId(null).contentBasedDeduplication(false).build();
	}

}
