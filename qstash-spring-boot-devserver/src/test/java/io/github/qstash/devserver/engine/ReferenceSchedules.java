package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The schedules of the {@link ReferenceQStash}. When one runs next is found by asking
 * every minute.
 */
final class ReferenceSchedules {

	/** The cron expressions that it understands. */
	static final Map<String, RandomCron> CRONS = crons();

	private final ReferenceQStash qstash;

	private final Map<String, Plan> plans = new LinkedHashMap<>();

	private int created;

	ReferenceSchedules(ReferenceQStash qstash) {
		this.qstash = qstash;
	}

	String create(ScheduleCommand.Create command) {
		if (command.target() instanceof Target.UrlGroup group) {
			this.qstash.group(group.name());
		}
		RandomCron cron = CRONS.get(command.cron());
		this.plans.put(command.scheduleId(),
				new Plan(++this.created, command, cron, false, cron.naive(this.qstash.now(), 1).get(0)));
		return command.scheduleId();
	}

	Done pause(String id) {
		replace(find(id).paused(true));
		return Done.DONE;
	}

	Done resume(String id) {
		Plan plan = find(id);
		if (plan.paused()) {
			replace(plan.paused(false).after(this.qstash.now()));
		}
		return Done.DONE;
	}

	Done delete(String id) {
		this.plans.remove(find(id).id());
		return Done.DONE;
	}

	List<Receipt> runNow(String id) {
		return publish(find(id));
	}

	void runDue() {
		List<Plan> due = this.plans.values()
			.stream()
			.filter((plan) -> !plan.paused() && !plan.next().isAfter(this.qstash.now()))
			.sorted(Comparator.comparing(Plan::next).thenComparing(Plan::number))
			.toList();
		for (Plan plan : due) {
			replace(plan.after(this.qstash.now()));
			try {
				publish(plan);
			}
			catch (RefusedException ex) {
				// its URL group is gone: this run brings nothing
			}
		}
	}

	Stream<Instant> nextRuns() {
		return this.plans.values().stream().filter((plan) -> !plan.paused()).map(Plan::next);
	}

	List<String> describe() {
		return this.plans.values()
			.stream()
			.map((plan) -> plan.id() + (plan.paused() ? " paused" : " next at " + plan.next()))
			.toList();
	}

	private List<Receipt> publish(Plan plan) {
		MessageSpec spec = plan.command()
			.spec()
			.toBuilder()
			.deduplicationId(null)
			.contentBasedDeduplication(false)
			.build();
		return this.qstash.publish(plan.command().target(), spec, plan.id());
	}

	private Plan find(String id) {
		if (!this.plans.containsKey(id)) {
			throw RefusedException.notFound(id);
		}
		return this.plans.get(id);
	}

	private void replace(Plan plan) {
		this.plans.put(plan.id(), plan);
	}

	private static Map<String, RandomCron> crons() {
		Random random = new Random(1);
		Map<String, RandomCron> crons = new LinkedHashMap<>();
		for (int i = 0; i < 30; i++) {
			RandomCron cron = RandomCron.often(random);
			crons.put(cron.text(), cron);
		}
		return crons;
	}

	private record Plan(int number, ScheduleCommand.Create command, RandomCron cron, boolean paused, Instant next) {

		String id() {
			return this.command.scheduleId();
		}

		Plan paused(boolean paused) {
			return new Plan(this.number, this.command, this.cron, paused, this.next);
		}

		Plan after(Instant now) {
			return new Plan(this.number, this.command, this.cron, this.paused, this.cron.naive(now, 1).get(0));
		}

	}

}
