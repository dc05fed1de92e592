package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for every sequence of commands.
 */
@Timeout(60)
class EngineLawsTests {

	private static final int STEPS = 300;

	@ParameterizedTest
	@MethodSource("seeds")
	void randomCommandsKeepTheLaws(long seed) {
		RandomScript script = new RandomScript(seed);
		for (int i = 0; i < STEPS; i++) {
			script.step();
			everyKeyWithAMessageThatWaitsIsShut(script.scenario());
			if (i % 20 == 0) {
				everyMessageIsInProgressOrEndedOnce(script.scenario());
				everyMessageThatWaitsSaysWhy(script.scenario());
			}
		}
		everyMessageIsInProgressOrEndedOnce(script.scenario());
		script.finish();
		Scenario scenario = script.scenario();
		assertThat(pending(scenario)).isEmpty();
		everyMessageIsInProgressOrEndedOnce(scenario);
		eventsAreNumberedAndInOrderOfTime(scenario);
		nothingHappensAfterTheEnd(scenario);
		attemptsAreCountedAndStartWhenTheyAreDue(scenario);
		script.naiveLimits().check(scenario.events());
		OrderLaws.queuesKeepTheirOrder(scenario);
		OrderLaws.keysKeepTheOrderOfWhatWaits(scenario);
		deadLettersAreTheFailedMessages(script);
		schedulesRunWhenTheyAreDueAndOnlyOnce(script);
		theLogsAreTheEvents(scenario);
	}

	@Test
	void theSameSeedGivesTheSameEvents() {
		assertThat(run(4711).events().toString()).isEqualTo(run(4711).events().toString());
		assertThat(run(4711).timeline()).isNotEqualTo(run(4712).timeline());
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void twoMovesOfTheClockAreOneMove(long seed) {
		Duration first = Duration.ofMillis(seed * 37_003);
		Duration second = Duration.ofHours(2);
		assertThat(fleet().advance(first).advance(second).timeline())
			.isEqualTo(fleet().advance(first.plus(second)).timeline());
	}

	@Test
	void publishesOfABatchAreSinglePublishes() {
		Scenario together = fleet();
		Scenario apart = new Scenario().answering(EngineLawsTests::answer);
		for (int i = 0; i < 20; i++) {
			apart.publish(fleetMember(i));
			apart.tick();
		}
		assertThat(apart.advance(Duration.ofHours(2)).timeline())
			.isEqualTo(together.advance(Duration.ofHours(2)).timeline());
	}

	@Test
	void aGroupIsAsManySinglePublishes() {
		Scenario group = new Scenario().answering(EngineLawsTests::answer);
		group.send(new Command.UpsertEndpoints("g",
				List.of(new Endpoint("https://a.example", null), new Endpoint("https://b.example", null))));
		group.publishToGroup("g", MessageSpec.builder().queue("q"));
		Scenario single = new Scenario().answering(EngineLawsTests::answer);
		single.publish("https://a.example", MessageSpec.builder().queue("q"));
		single.publish("https://b.example", MessageSpec.builder().queue("q"));
		assertThat(perMessage(group.advance(Duration.ofHours(1))))
			.isEqualTo(perMessage(single.advance(Duration.ofHours(1))));
	}

	static LongStream seeds() {
		return LongStream.rangeClosed(1, 100);
	}

	private static Scenario run(long seed) {
		RandomScript script = new RandomScript(seed);
		IntStream.range(0, STEPS).forEach((i) -> script.step());
		return script.scenario();
	}

	private static Scenario fleet() {
		Scenario scenario = new Scenario().answering(EngineLawsTests::answer);
		IntStream.range(0, 20).forEach((i) -> scenario.publish(fleetMember(i)));
		return scenario;
	}

	private static MessageSpec.Builder fleetMember(int i) {
		return MessageSpec.builder()
			.delay(Duration.ofSeconds(i % 7))
			.queue((i % 3 == 0) ? "q" : null)
			.retries(i % 4)
			.callback((i % 5 == 0) ? CallbackSpec.to("https://callback.example") : null);
	}

	private static AttemptOutcome answer(AttemptRequest request) {
		return Scenario.status(((request.messageId().hashCode() + request.attempt()) % 3 == 0) ? 200 : 500);
	}

	private static void everyMessageIsInProgressOrEndedOnce(Scenario scenario) {
		Map<String, Long> ends = scenario.events()
			.stream()
			.filter((event) -> event.state().end())
			.collect(Collectors.groupingBy((event) -> event.message().messageId(), Collectors.counting()));
		assertThat(ends.values()).allMatch((count) -> count == 1);
		Set<String> accepted = ids(scenario, LogState.CREATED);
		Set<String> pending = pending(scenario);
		assertThat(pending).noneMatch(ends::containsKey);
		assertThat(pending.size() + ends.size()).isEqualTo(accepted.size());
	}

	private static Set<String> pending(Scenario scenario) {
		Set<String> pending = new HashSet<>();
		for (String id : ids(scenario, LogState.CREATED)) {
			try {
				pending.add(scenario.send(new Command.GetMessage(id)).messageId());
			}
			catch (RefusedException ex) {
				assertThat(ex.kind()).isEqualTo(RefusedException.Kind.NOT_FOUND);
			}
		}
		return pending;
	}

	private static Set<String> ids(Scenario scenario, LogState state) {
		return scenario.events()
			.stream()
			.filter((event) -> event.state() == state)
			.map((event) -> event.message().messageId())
			.collect(Collectors.toSet());
	}

	private static void eventsAreNumberedAndInOrderOfTime(Scenario scenario) {
		assertThat(scenario.events()).extracting(Event::number)
			.containsExactlyElementsOf(LongStream.rangeClosed(1, scenario.events().size()).boxed().toList());
		assertThat(scenario.events()).extracting(Event::at).isSorted();
	}

	private static void nothingHappensAfterTheEnd(Scenario scenario) {
		Set<String> ended = new HashSet<>();
		for (Event event : scenario.events()) {
			assertThat(ended).doesNotContain(event.message().messageId());
			if (event.state().end()) {
				ended.add(event.message().messageId());
			}
		}
	}

	private static void attemptsAreCountedAndStartWhenTheyAreDue(Scenario scenario) {
		Map<String, Integer> attempts = new HashMap<>();
		Map<String, Instant> due = new HashMap<>();
		for (Event event : scenario.events()) {
			String id = event.message().messageId();
			if (event instanceof Event.AttemptStarted started) {
				assertThat(started.attempt()).isEqualTo(attempts.merge(id, 1, Integer::sum))
					.isLessThanOrEqualTo(event.message().spec().retries() + 1);
				assertThat(event.at()).isAfterOrEqualTo(event.message().notBefore());
				if (due.containsKey(id)) {
					assertThat(event.at()).isAfterOrEqualTo(due.get(id));
				}
				if (due.containsKey(id) && isFree(event.message().spec())) {
					assertThat(event.at()).isEqualTo(due.get(id));
				}
			}
			else if (event instanceof Event.RetryScheduled scheduled) {
				due.put(id, scheduled.nextAttemptAt());
			}
		}
	}

	private static boolean isFree(MessageSpec spec) {
		return spec.queue() == null && spec.flowControl() == null;
	}

	private static void everyKeyWithAMessageThatWaitsIsShut(Scenario scenario) {
		for (FlowKeyView key : scenario.send(new FlowControlCommand.ListAll(""))) {
			boolean full = key.maxParallelism() != null && key.parallelism() >= key.maxParallelism();
			boolean used = key.maxRate() != null && key.rate() >= key.maxRate();
			assertThat(key.waiting() == 0 || key.paused() || full || used).as(key.toString()).isTrue();
		}
	}

	private static void everyMessageThatWaitsSaysWhy(Scenario scenario) {
		Set<String> pending = pending(scenario);
		for (String id : pending) {
			Optional<WaitReason> reason = scenario.send(new Command.GetWaitReason(id));
			assertThat(reason.isEmpty()).as(id + ": " + reason).isEqualTo(scenario.running().contains(id));
			reason.ifPresent((why) -> assertThat(holds(why, scenario.now(), pending)).as(id + ": " + why).isTrue());
		}
	}

	private static boolean holds(WaitReason reason, Instant now, Set<String> pending) {
		if (reason instanceof WaitReason.DueLater later) {
			return !later.at().isBefore(now);
		}
		if (reason instanceof WaitReason.KeyRateUsed used) {
			return used.until().isAfter(now);
		}
		if (reason instanceof WaitReason.KeyFull full) {
			return full.running() >= full.parallelism();
		}
		return !(reason instanceof WaitReason.BehindInQueue behind) || pending.contains(behind.messageId());
	}

	private static void deadLettersAreTheFailedMessages(RandomScript script) {
		Set<String> expected = ids(script.scenario(), LogState.FAILED);
		expected.removeAll(script.removedLetters());
		assertThat(script.scenario().deadLetters()).extracting((letter) -> letter.message().messageId())
			.containsExactlyInAnyOrderElementsOf(expected)
			.doesNotHaveDuplicates();
	}

	private static void schedulesRunWhenTheyAreDueAndOnlyOnce(RandomScript script) {
		assertThat(script.scenario().events()).filteredOn((event) -> event.state() == LogState.CREATED)
			.extracting(Event::message)
			.filteredOn((message) -> message.scheduleId() != null && !script.retried().contains(message.messageId()))
			.extracting((message) -> message.scheduleId() + " " + message.createdAt())
			.containsExactlyInAnyOrderElementsOf(script.schedules().runs());
		assertThat(script.schedules().runs()).isNotEmpty();
	}

	private static void theLogsAreTheEvents(Scenario scenario) {
		List<LogState> logged = new ArrayList<>();
		String cursor = null;
		do {
			Page<LogEntry> page = scenario
				.send(new Command.ListLogs(LogFilter.builder().count(1000).cursor(cursor).build()));
			page.entries().forEach((entry) -> logged.add(0, entry.state()));
			cursor = page.cursor();
		}
		while (cursor != null);
		assertThat(logged).isEqualTo(scenario.events().stream().map(Event::state).toList());
	}

	private static Map<String, List<String>> perMessage(Scenario scenario) {
		return scenario.timeline().stream().collect(Collectors.groupingBy((line) -> line.split(" ")[1]));
	}

}
