package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Random commands from a seed, sent to an engine. It remembers what it was answered.
 */
final class RandomScript {

	private static final RetryDelay TWO_SECONDS = RetryDelay.parse("2000");

	private static final int[] STATUSES = { 200, 200, 200, 204, 302, 404, 500, 500, 503 };

	private final Random random;

	private final Scenario scenario = new Scenario();

	private final RandomLimits limits;

	private final Map<String, First> deduplication = new HashMap<>();

	private final ScheduleModel schedules = new ScheduleModel();

	private final Set<String> retried = new HashSet<>();

	private final Set<String> removedLetters = new HashSet<>();

	RandomScript(long seed) {
		this.random = new Random(seed);
		this.limits = new RandomLimits(this.random, this.scenario);
		this.scenario.send(new Command.UpsertEndpoints("group",
				List.of(new Endpoint("https://a.example", "a"), new Endpoint("https://b.example", null))));
	}

	Scenario scenario() {
		return this.scenario;
	}

	NaiveLimits naiveLimits() {
		return this.limits.naive();
	}

	ScheduleModel schedules() {
		return this.schedules;
	}

	/**
	 * Ids of messages that were made of dead letters.
	 */
	Set<String> retried() {
		return this.retried;
	}

	/**
	 * Ids of failed messages that are dead letters no more.
	 */
	Set<String> removedLetters() {
		return this.removedLetters;
	}

	void step() {
		switch (this.random.nextInt(13)) {
			case 0, 1, 2 -> publish();
			case 3 -> cancel();
			case 4 -> advance(Duration.ofMillis(this.random.nextInt(5000)));
			case 5 -> advance(Duration.ofSeconds(this.random.nextInt(200)));
			case 6 -> schedule("schedule-" + this.random.nextInt(3));
			case 7 -> takeDeadLetter();
			case 8 -> this.limits.change();
			default -> answer();
		}
	}

	/**
	 * Resume what is paused, answer and move the clock until nothing is left.
	 */
	void finish() {
		this.limits.resumeAll();
		this.scenario.send(new ScheduleCommand.ListAll())
			.forEach((schedule) -> this.scenario.send(new ScheduleCommand.Delete(schedule.scheduleId())));
		while (!this.scenario.running().isEmpty() || this.scenario.nextDue().isPresent()) {
			if (this.scenario.running().isEmpty()) {
				this.scenario.advance(Duration.between(this.scenario.now(), this.scenario.nextDue().orElseThrow()));
			}
			else {
				answer();
			}
		}
	}

	private void publish() {
		MessageSpec.Builder spec = MessageSpec.builder()
			.retries(this.random.nextInt(3))
			.body(Body.of("body " + this.random.nextInt(10)))
			.headers(Map.of("X-Number", List.of(String.valueOf(this.random.nextInt(10)))));
		boolean deduplicated = chance(4);
		this.limits.choose(spec, !deduplicated);
		if (chance(3)) {
			spec.retryDelay(TWO_SECONDS);
		}
		if (chance(4)) {
			spec.delay(Duration.ofMillis(500 + this.random.nextInt(10_000)));
		}
		if (chance(4)) {
			spec.callback(CallbackSpec.to("https://callback.example"));
		}
		if (chance(4)) {
			spec.failureCallback(CallbackSpec.to("https://failure.example"));
		}
		if (deduplicated) {
			publishDeduplicated(spec, "id-" + this.random.nextInt(5));
		}
		else if (chance(8)) {
			this.scenario.publishToGroup("group", spec);
		}
		else {
			this.scenario.publish(spec);
		}
	}

	private void publishDeduplicated(MessageSpec.Builder spec, String id) {
		Instant now = this.scenario.now();
		First first = this.deduplication.get(id);
		Receipt receipt = this.scenario.publish(Scenario.URL, spec.deduplicationId(id)).get(0);
		boolean duplicate = first != null && now.isBefore(first.at().plus(Duration.ofMinutes(10)));
		if (receipt.deduplicated() != duplicate) {
			throw new AssertionError("At " + now + ": " + receipt + " although " + id + " was first " + first);
		}
		if (first != null && duplicate && !receipt.messageId().equals(first.messageId())) {
			throw new AssertionError(receipt + " does not answer " + first);
		}
		if (!duplicate) {
			this.deduplication.put(id, new First(now, receipt.messageId()));
		}
	}

	private void advance(Duration by) {
		this.schedules.passed(this.scenario.now(), this.scenario.now().plus(by));
		this.scenario.advance(by);
	}

	private void schedule(String id) {
		if (!this.schedules.knows(id)) {
			create(id);
			return;
		}
		switch (this.random.nextInt(5)) {
			case 0 -> create(id);
			case 1 -> {
				this.scenario.send(new ScheduleCommand.Pause(id));
				this.schedules.paused(id);
			}
			case 2 -> {
				this.scenario.send(new ScheduleCommand.Resume(id));
				this.schedules.resumed(id);
			}
			case 3 -> {
				this.scenario.send(new ScheduleCommand.RunNow(id));
				this.schedules.ran(id, this.scenario.now());
			}
			default -> {
				this.scenario.send(new ScheduleCommand.Delete(id));
				this.schedules.deleted(id);
			}
		}
	}

	private void create(String id) {
		RandomCron cron = RandomCron.often(this.random);
		this.scenario.send(new ScheduleCommand.Create(id, cron.text(), new Target.Url(Scenario.URL),
				MessageSpec.builder().retries(this.random.nextInt(2)).queue(chance(2) ? null : "queue-1").build()));
		this.schedules.created(id, cron);
	}

	private void takeDeadLetter() {
		List<DeadLetter> letters = this.scenario.deadLetters();
		if (letters.isEmpty()) {
			return;
		}
		DeadLetter letter = letters.get(this.random.nextInt(letters.size()));
		this.removedLetters.add(letter.message().messageId());
		if (chance(2)) {
			this.scenario.send(new DeadLetterCommand.Delete(letter.dlqId()));
			return;
		}
		this.limits.bring(letter.message().spec().flowControl());
		Receipt receipt = this.scenario.send(new DeadLetterCommand.Retry(letter.dlqId(), (spec) -> spec));
		this.retried.add(receipt.messageId());
		MessageSpec old = letter.message().spec();
		MessageView again = this.scenario.send(new Command.GetMessage(receipt.messageId()));
		if (!again.url().equals(letter.message().url()) || !again.spec().body().equals(old.body())
				|| !again.spec().headers().equals(old.headers())) {
			throw new AssertionError(again + " is not " + letter.message());
		}
	}

	private void cancel() {
		if (chance(20)) {
			this.scenario.send(new Command.CancelMessages(MessageFilter.all(), 1 + this.random.nextInt(5)));
			return;
		}
		String id = "msg_" + (1 + this.random.nextInt(this.scenario.events().size() + 1));
		try {
			if (chance(2)) {
				this.scenario.hold(id);
			}
			this.scenario.send(new Command.CancelMessage(id));
		}
		catch (RefusedException ex) {
			if (ex.kind() != RefusedException.Kind.NOT_FOUND) {
				throw ex;
			}
		}
	}

	private void answer() {
		List<String> running = this.scenario.running();
		if (running.isEmpty()) {
			return;
		}
		String id = running.get(this.random.nextInt(running.size()));
		int status = STATUSES[this.random.nextInt(STATUSES.length)];
		this.scenario.answer(id, switch (this.random.nextInt(12)) {
			case 0 -> Scenario.status(429, "Retry-After", String.valueOf(this.random.nextInt(20)));
			case 1 -> Scenario.status(489, "Upstash-NonRetryable-Error", "true");
			case 2 -> new AttemptOutcome.Failed("connection refused");
			default -> Scenario.status(status);
		});
	}

	private boolean chance(int oneIn) {
		return this.random.nextInt(oneIn) == 0;
	}

	private record First(Instant at, String messageId) {

	}

}
