package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * Random changes to queues and flow-control keys, made to an engine and to a naive look
 * at it. Members of the first queue may have a key; the second one changes its
 * parallelism, and the third one is deleted now and then.
 */
final class RandomLimits {

	private static final List<String> QUEUES = List.of("queue-0", "queue-1", "queue-2");

	private static final List<String> KEYS = List.of("key-0", "key-1", "key-2");

	private final Random random;

	private final Scenario scenario;

	private final NaiveLimits naive = new NaiveLimits();

	RandomLimits(Random random, Scenario scenario) {
		this.random = random;
		this.scenario = scenario;
		// a key must be there before it can be resumed or unpinned
		KEYS.forEach((key) -> this.scenario.send(new FlowControlCommand.Pause(key)));
		KEYS.forEach((key) -> this.scenario.send(new FlowControlCommand.Resume(key)));
	}

	NaiveLimits naive() {
		return this.naive;
	}

	void choose(MessageSpec.Builder spec, boolean certainlyAccepted) {
		int queue = this.random.nextInt(5);
		spec.queue((queue < QUEUES.size()) ? QUEUES.get(queue) : null);
		boolean mayHaveKey = queue == 0 || queue >= QUEUES.size();
		if (certainlyAccepted && mayHaveKey && this.random.nextBoolean()) {
			FlowControl limits = limits();
			spec.flowControl(limits);
			bring(limits);
		}
	}

	// A message with these limits is about to be accepted.
	void bring(FlowControl limits) {
		if (limits != null) {
			this.naive.change(this.scenario, (naive) -> naive.key(limits.key()).bring(limits));
		}
	}

	private FlowControl limits() {
		Integer parallelism = (this.random.nextInt(3) > 0) ? 1 + this.random.nextInt(3) : null;
		Integer rate = (parallelism == null || this.random.nextBoolean()) ? 1 + this.random.nextInt(3) : null;
		return new FlowControl(pick(KEYS), parallelism, rate, period());
	}

	private Duration period() {
		return Duration.ofSeconds(1 + this.random.nextInt(20));
	}

	void change() {
		switch (this.random.nextInt(9)) {
			case 0 -> parallelism(1 + this.random.nextInt(3));
			case 1 -> delete();
			case 2 -> paused(pick(QUEUES), true);
			case 3 -> paused(pick(QUEUES), false);
			case 4 -> paused(key(), true);
			case 5 -> paused(key(), false);
			case 6 -> pin();
			case 7 -> unpin();
			default -> resetRate();
		}
	}

	void resumeAll() {
		QUEUES.forEach((queue) -> paused(queue, false));
		KEYS.forEach((key) -> paused(key, false));
	}

	private void parallelism(int parallelism) {
		this.naive.change(this.scenario, (naive) -> naive.queue("queue-1").parallelism(parallelism));
		this.scenario.send(new QueueCommand.Upsert("queue-1", parallelism, null));
	}

	private void delete() {
		this.naive.change(this.scenario, (naive) -> naive.queue("queue-2").deleted());
		this.scenario.send(new QueueCommand.Delete("queue-2"));
	}

	private void paused(String name, boolean paused) {
		if (KEYS.contains(name)) {
			this.naive.change(this.scenario, (naive) -> naive.key(name).paused(paused));
			this.scenario.send(paused ? new FlowControlCommand.Pause(name) : new FlowControlCommand.Resume(name));
		}
		else {
			this.naive.change(this.scenario, (naive) -> naive.queue(name).paused(paused));
			this.scenario.send(new QueueCommand.Upsert(name, null, paused));
		}
	}

	private void pin() {
		Instant now = this.scenario.now();
		String key = key();
		Integer parallelism = this.random.nextBoolean() ? 1 + this.random.nextInt(4) : null;
		Integer rate = (parallelism != null) ? null : 1 + this.random.nextInt(4);
		Duration period = period();
		this.naive.change(this.scenario, (naive) -> naive.key(key).pin(now, parallelism, rate, period));
		this.scenario.send(new FlowControlCommand.Pin(key, parallelism, rate, period));
	}

	private void unpin() {
		String key = key();
		this.naive.change(this.scenario, (naive) -> naive.key(key).unpin());
		this.scenario.send(new FlowControlCommand.Unpin(key, true, true));
	}

	private void resetRate() {
		Instant now = this.scenario.now();
		String key = key();
		this.naive.change(this.scenario, (naive) -> naive.key(key).resetRate(now));
		this.scenario.send(new FlowControlCommand.ResetRate(key));
	}

	private String key() {
		return pick(KEYS);
	}

	private String pick(List<String> names) {
		return names.get(this.random.nextInt(names.size()));
	}

}
