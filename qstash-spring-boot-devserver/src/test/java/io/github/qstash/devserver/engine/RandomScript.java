package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

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

	void step() {
		switch (this.random.nextInt(11)) {
			case 0, 1, 2 -> publish();
			case 3 -> cancel();
			case 4 -> this.scenario.advance(Duration.ofMillis(this.random.nextInt(5000)));
			case 5 -> this.limits.change();
			case 6 -> this.scenario.advance(Duration.ofSeconds(this.random.nextInt(200)));
			default -> answer();
		}
	}

	/**
	 * Resume what is paused, answer and move the clock until nothing is left.
	 */
	void finish() {
		this.limits.resumeAll();
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
		MessageSpec.Builder spec = MessageSpec.builder().retries(this.random.nextInt(3));
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

	private void cancel() {
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
