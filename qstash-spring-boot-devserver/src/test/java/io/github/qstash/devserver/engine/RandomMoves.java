package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Random moves from a seed. Names are few, so that things get into each other's way.
 */
final class RandomMoves {

	private static final String CALLBACK = "https://callback.example";

	private static final List<String> URLS = List.of("https://a.example", "https://b.example");

	private static final List<String> GROUPS = List.of("group-0", "group-1");

	private static final List<String> QUEUES = List.of("queue-0", "queue-1");

	private static final List<String> KEYS = List.of("key-0", "key-1");

	private static final List<String> LABELS = List.of("label-0", "label-1");

	private static final List<String> RETRY_DELAYS = ReferenceQStash.RETRY_DELAYS.keySet().stream().sorted().toList();

	private static final List<String> CRONS = List.copyOf(ReferenceSchedules.CRONS.keySet());

	private static final int[] STATUSES = { 200, 200, 200, 200, 204, 302, 404, 500, 500, 503 };

	private final Random random;

	RandomMoves(long seed) {
		this.random = new Random(seed);
	}

	List<Move> next(int count) {
		return Stream.generate(this::next).limit(count).toList();
	}

	private Move next() {
		return switch (this.random.nextInt(26)) {
			case 0, 1, 2, 3, 4 -> publish();
			case 5 -> new Move.Batch(List.of(publish(), publish(), publish()));
			case 6, 7, 8, 9, 10, 11 -> new Move.Answer(number(), outcome());
			case 12 -> new Move.AnswerAll(outcome());
			case 13, 14 -> new Move.Advance(Duration.ofMillis(number(5000)));
			case 15 -> new Move.Advance(Duration.ofSeconds(number(chance(8) ? 800 : 120)));
			case 16 -> cancel();
			case 17 -> new Move.DeliverNow(number());
			case 18, 19 -> new Move.Send(queue(oneOf(QUEUES)));
			case 20, 21 -> new Move.Send(key(oneOf(KEYS)));
			case 22, 23, 24 -> schedule("schedule-" + number(2));
			default -> deadLetterOrGroup();
		};
	}

	private Move.Publish publish() {
		MessageSpec.Builder spec = MessageSpec.builder()
			.body(Body.of("body " + number(2)))
			.retries(number(4))
			.queue(chance(3) ? oneOf(QUEUES) : null)
			.flowControl(chance(3) ? limits() : null)
			.delay(chance(4) ? Duration.ofMillis(number(20_000)) : null)
			.retryDelay(retryDelay())
			.callback(callback())
			.failureCallback(callback())
			.deduplicationId(chance(8) ? "id-" + number(2) : null)
			.contentBasedDeduplication(chance(8))
			.labels(chance(3) ? List.of(oneOf(LABELS)) : List.of());
		return new Move.Publish(chance(6) ? new Target.UrlGroup(oneOf(GROUPS)) : new Target.Url(oneOf(URLS)),
				spec.build());
	}

	private FlowControl limits() {
		Integer parallelism = chance(2) ? 1 + number(3) : null;
		Integer rate = (parallelism == null || chance(2)) ? 1 + number(3) : null;
		return new FlowControl(oneOf(KEYS), parallelism, rate, period());
	}

	private RetryDelay retryDelay() {
		return chance(2) ? RetryDelay.parse(oneOf(RETRY_DELAYS)) : null;
	}

	private CallbackSpec callback() {
		return chance(5)
				? new CallbackSpec(CALLBACK, "POST", Map.of(), chance(2) ? number(2) : null, retryDelay(), null) : null;
	}

	private AttemptOutcome outcome() {
		return switch (number(14)) {
			case 0 -> Scenario.status(503, "Retry-After", String.valueOf(number(20)));
			case 1 -> Scenario.status(489, "Upstash-NonRetryable-Error", "true");
			case 2 -> new AttemptOutcome.Failed("connection refused");
			default -> Scenario.status(STATUSES[number(STATUSES.length)]);
		};
	}

	private Move cancel() {
		return chance(3) ? new Move.CancelMany(oneOf(LABELS), 1 + number(4), chance(2))
				: new Move.Cancel(number(), chance(2));
	}

	private Command<?> queue(String name) {
		return switch (number(6)) {
			case 0 -> new QueueCommand.Upsert(name, 1 + number(3), chance(2) ? chance(2) : null);
			case 1 -> new QueueCommand.Pause(name);
			case 2 -> chance(4) ? new QueueCommand.Delete(name) : new QueueCommand.Upsert(name, 1 + number(3), null);
			default -> new QueueCommand.Resume(name);
		};
	}

	private Command<?> key(String name) {
		return switch (number(8)) {
			case 0 -> new FlowControlCommand.Pause(name);
			case 1 -> pin(name);
			case 2 -> new FlowControlCommand.Unpin(name, chance(2), chance(2));
			case 3 -> new FlowControlCommand.ResetRate(name);
			case 4 -> new FlowControlCommand.Reset(name);
			default -> new FlowControlCommand.Resume(name);
		};
	}

	private Command<?> pin(String name) {
		Integer parallelism = chance(2) ? 1 + number(3) : null;
		Integer rate = (parallelism == null || chance(2)) ? 1 + number(3) : null;
		return new FlowControlCommand.Pin(name, parallelism, rate, period());
	}

	private Duration period() {
		return Duration.ofSeconds(1 + number(20));
	}

	private Move schedule(String id) {
		return switch (number(6)) {
			case 0 -> new Move.Send(new ScheduleCommand.Pause(id));
			case 1 -> new Move.Send(new ScheduleCommand.Resume(id));
			case 2 -> new Move.Send(new ScheduleCommand.RunNow(id));
			case 3 -> new Move.Send(new ScheduleCommand.Delete(id));
			default -> new Move.Schedule(id, oneOf(CRONS), publish());
		};
	}

	private Move deadLetterOrGroup() {
		String group = oneOf(GROUPS);
		return switch (number(8)) {
			case 0, 1 -> new Move.RetryDeadLetter(number());
			case 2 -> new Move.DeleteDeadLetter(number());
			case 3 -> new Move.RetryDeadLetters(1 + number(3));
			case 4 -> new Move.DeleteDeadLetters(1 + number(2));
			case 5 -> new Move.Send(new Command.DeleteUrlGroup(group));
			default -> new Move.Send(new Command.UpsertEndpoints(group, List.of(new Endpoint(oneOf(URLS), null))));
		};
	}

	private int number() {
		return number(1000);
	}

	private int number(int bound) {
		return this.random.nextInt(bound);
	}

	private boolean chance(int oneIn) {
		return number(oneIn) == 0;
	}

	private <T> T oneOf(List<T> values) {
		return values.get(number(values.size()));
	}

}
