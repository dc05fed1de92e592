package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The logs: what is listed, in which order, and what is forgotten.
 */
class LogsTests {

	private final Scenario scenario = new Scenario();

	@Test
	void entriesAreNewestFirstWithWhatBelongsToTheirState() {
		AttemptOutcome outcome = new AttemptOutcome.Failed("refused");
		this.scenario.publish(MessageSpec.builder().retryDelay(RetryDelay.parse("5000")));
		this.scenario.answer("msg_1", outcome);
		List<LogEntry> entries = list(LogFilter.builder()).entries();
		assertThat(entries).extracting(LogEntry::state)
			.containsExactly(LogState.RETRY, LogState.ERROR, LogState.ACTIVE, LogState.CREATED);
		assertThat(entries).extracting(LogEntry::nextDeliveryTime)
			.containsExactly(Scenario.START.plusSeconds(5), null, null, null);
		assertThat(entries).extracting(LogEntry::outcome).containsExactly(null, outcome, null, null);
		assertThat(entries).extracting((entry) -> entry.message().messageId()).containsOnly("msg_1");
		assertThat(entries).extracting(LogEntry::time).containsOnly(Scenario.START);
	}

	@Test
	void everyFilterSelects() {
		this.scenario.send(new Command.UpsertEndpoints("g", List.of(new Endpoint("https://g.example", null))));
		this.scenario.publish("https://a.example", MessageSpec.builder().labels(List.of("x", "y")).queue("q1"));
		this.scenario.publish("https://b.example", MessageSpec.builder().labels(List.of("z")).queue("q2"));
		this.scenario.publishToGroup("g", MessageSpec.builder());
		assertThat(ids(with(MessageField.URL, "https://b.example", "https://g.example"))).containsExactly("msg_3",
				"msg_2");
		assertThat(ids(with(MessageField.QUEUE, "q1"))).containsExactly("msg_1");
		assertThat(ids(with(MessageField.URL_GROUP, "g"))).containsExactly("msg_3");
		assertThat(ids(with(MessageField.LABEL, "y", "z"))).containsExactly("msg_2", "msg_1");
		assertThat(ids(with(MessageField.MESSAGE_ID, "msg_1", "msg_3", "msg_9"))).containsExactly("msg_3", "msg_1");
		assertThat(ids(LogFilter.builder()
			.messages(MessageFilter.builder()
				.with(MessageField.LABEL, List.of("y"))
				.with(MessageField.QUEUE, List.of("q2"))
				.build())))
			.isEmpty();
		assertThat(ids(with(MessageField.LABEL))).hasSize(3);
	}

	@Test
	void statesSelectAndInProgressIsThreeOfThem() {
		this.scenario.publish(MessageSpec.builder());
		this.scenario.answer("msg_1", 500);
		this.scenario.send(new Command.CancelMessage("msg_1"));
		assertThat(states(LogFilter.builder().state(LogState.CREATED))).containsExactly(LogState.CREATED);
		assertThat(states(LogFilter.builder().inProgress())).containsExactly(LogState.RETRY, LogState.ERROR,
				LogState.ACTIVE);
	}

	@Test
	void datesAreInclusive() {
		for (int i = 0; i < 4; i++) {
			this.scenario.publish(MessageSpec.builder().delay(Duration.ofDays(1)));
			this.scenario.jump(Duration.ofSeconds(1));
		}
		MessageFilter dates = MessageFilter.builder()
			.fromDate(Scenario.START.plusSeconds(1))
			.toDate(Scenario.START.plusSeconds(2))
			.build();
		assertThat(ids(LogFilter.builder().messages(dates))).containsExactly("msg_3", "msg_2");
	}

	@Test
	void pagesFollowEachOtherWithoutGapWhileEventsArrive() {
		this.scenario.answering(200);
		for (int i = 0; i < 5; i++) {
			this.scenario.publish(MessageSpec.builder());
		}
		List<LogEntry> seen = new ArrayList<>();
		Page<LogEntry> page = list(LogFilter.builder().count(4));
		seen.addAll(page.entries());
		while (page.cursor() != null) {
			this.scenario.publish(MessageSpec.builder());
			page = list(LogFilter.builder().count(4).cursor(page.cursor()));
			seen.addAll(page.entries());
		}
		assertThat(seen).hasSize(15).doesNotHaveDuplicates();
		assertThat(seen.get(14).state()).isEqualTo(LogState.CREATED);
	}

	@Test
	void earliestFirstIsTheOtherOrder() {
		this.scenario.answering(200);
		for (int i = 0; i < 3; i++) {
			this.scenario.publish(MessageSpec.builder());
		}
		List<LogEntry> latestFirst = new ArrayList<>(list(LogFilter.builder()).entries());
		Collections.reverse(latestFirst);
		List<LogEntry> seen = new ArrayList<>();
		String cursor = null;
		do {
			Page<LogEntry> page = list(LogFilter.builder().order(Order.EARLIEST_FIRST).count(4).cursor(cursor));
			seen.addAll(page.entries());
			cursor = page.cursor();
		}
		while (cursor != null);
		assertThat(seen).hasSize(9).isEqualTo(latestFirst);
		assertThat(ids(with(MessageField.MESSAGE_ID, "msg_1", "msg_3").order(Order.EARLIEST_FIRST)))
			.containsExactly("msg_1", "msg_3");
	}

	@ParameterizedTest
	@CsvSource({ "LATEST_FIRST, 1500, 2 1", "LATEST_FIRST, 1000, 2 1", "LATEST_FIRST, 999, 1",
			"EARLIEST_FIRST, 1000, 2 3", "EARLIEST_FIRST, 1001, 3", "EARLIEST_FIRST, 9999, ''",
			"LATEST_FIRST, -1, ''" })
	void anInstantIsACursorToo(Order order, long millis, String messages) {
		for (int i = 0; i < 3; i++) {
			this.scenario.publish(MessageSpec.builder().delay(Duration.ofDays(1)));
			this.scenario.jump(Duration.ofSeconds(1));
		}
		String cursor = String.valueOf(Scenario.START.plusMillis(millis).toEpochMilli());
		assertThat(String.join(" ", ids(LogFilter.builder().order(order).cursor(cursor))).replace("msg_", ""))
			.isEqualTo(messages);
	}

	@Test
	void aPageThatTakesEverythingIsTheLast() {
		this.scenario.publish(MessageSpec.builder());
		assertThat(list(LogFilter.builder().count(2)).cursor()).isNull();
		assertThat(list(LogFilter.builder().count(1)).cursor()).isEqualTo("1767225600000-2");
		assertThat(list(with(MessageField.MESSAGE_ID, "msg_1").count(1).cursor("1767225600000-2")).entries())
			.extracting(LogEntry::state)
			.containsExactly(LogState.CREATED);
	}

	@Test
	void aHundredEntriesAreListedByDefault() {
		this.scenario.answering(200);
		for (int i = 0; i < 34; i++) {
			this.scenario.publish(MessageSpec.builder());
		}
		assertThat(list(LogFilter.builder()).entries()).hasSize(100);
		assertThat(list(LogFilter.builder().count(1000)).entries()).hasSize(102);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 1001 })
	void aCountOutOfRangeIsRefused(int count) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> list(LogFilter.builder().count(count)))
			.withMessage("invalid count: it must be between 1 and 1000");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "1-", "-1", "1-x", "1-99999999999999999999" })
	void aWrongCursorIsRefused(String cursor) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> list(LogFilter.builder().cursor(cursor)))
			.withMessage("invalid cursor");
	}

	@Test
	void whatEndedFirstIsForgottenFirstAndWhatIsInProgressNever() {
		Scenario small = new Scenario(new EngineSettings(2, 1000, 10, 1000));
		String pending = small.publish(MessageSpec.builder().delay(Duration.ofDays(1)));
		String slow = small.publish(MessageSpec.builder());
		String first = small.publish(MessageSpec.builder());
		String second = small.publish(MessageSpec.builder());
		small.answer(first, 200);
		small.answer(second, 200);
		small.answer(slow, 200);
		assertThat(small.send(new Command.ListLogs(LogFilter.builder().build())).entries())
			.extracting((entry) -> entry.message().messageId())
			.containsOnly(pending, slow, second);
	}

	@Test
	void bytesOfBodiesCountToo() {
		Scenario small = new Scenario(new EngineSettings(100, 20, 10, 1000));
		small.answering((request) -> new AttemptOutcome.Responded((request.retried() == 0) ? 500 : 200, Map.of(),
				Body.of("12345")));
		MessageSpec.Builder tenBytes = MessageSpec.builder()
			.body(Body.of("0123456789"))
			.retryDelay(RetryDelay.parse("0"));
		small.publish(tenBytes);
		small.tick();
		assertThat(small.send(new Command.ListLogs(LogFilter.builder().build())).entries()).hasSize(6);
		small.publish(MessageSpec.builder().body(Body.of("1")).retryDelay(RetryDelay.parse("0")));
		small.tick();
		assertThat(small.send(new Command.ListLogs(LogFilter.builder().build())).entries()).hasSize(6)
			.extracting((entry) -> entry.message().messageId())
			.containsOnly("msg_2");
	}

	@Test
	void bytesOfHeadersCountToo() {
		Scenario small = new Scenario(new EngineSettings(100, 40, 10, 1000));
		small.answering((request) -> Scenario.status(200, "X-Reply", "0123456789"));
		for (int i = 0; i < 2; i++) {
			small.publish(MessageSpec.builder().headers(Map.of("X-Name", List.of("01"))));
		}
		assertThat(small.send(new Command.ListLogs(LogFilter.builder().build())).entries()).hasSize(3)
			.extracting((entry) -> entry.message().messageId())
			.containsOnly("msg_2");
	}

	@Test
	void theBeginningOfAnAnswerIsKept() {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		headers.put("X-First", List.of("1"));
		headers.put("X-Long", List.of("x".repeat(5000)));
		this.scenario.publish(MessageSpec.builder().callback(CallbackSpec.to("https://example.com/cb")).retries(0));
		this.scenario.answer("msg_1", new AttemptOutcome.Responded(500, headers, Body.of("y".repeat(5000))));
		assertThat(list(LogFilter.builder().state(LogState.ERROR)).entries()).extracting(LogEntry::outcome)
			.containsExactly(
					new AttemptOutcome.Responded(500, Map.of("X-First", List.of("1")), Body.of("y".repeat(4096))));
		DeadLetter letter = this.scenario.deadLetters().get(0);
		assertThat(letter.responseBody().size()).isEqualTo(5000);
		assertThat(letter.responseHeaders()).isEqualTo(headers);
		assertThat(this.scenario.started().get(1).body().utf8()).contains(Body.of("y".repeat(5000)).base64(),
				"x".repeat(5000));
	}

	@Test
	void theBeginningOfTheAnswerToADeliveryIsKept() {
		this.scenario.publish(MessageSpec.builder());
		this.scenario.answer("msg_1", new AttemptOutcome.Responded(200, Map.of(), Body.of("y".repeat(5000))));
		assertThat(((Event.Delivered) this.scenario.events().get(2)).response().body().size()).isEqualTo(4096);
	}

	@Test
	void aMessageThatIsTriedForeverKeepsItsAcceptanceAndItsLatestAttempts() {
		this.scenario.answering((request) -> new AttemptOutcome.Responded(500,
				Map.of("X-Long", List.of("x".repeat(3000))), Body.of("y".repeat(1 << 20))));
		this.scenario.publish(MessageSpec.builder().retries(999).retryDelay(RetryDelay.parse("0")));
		while (this.scenario.nextDue().isPresent()) {
			this.scenario.tick();
		}
		List<LogEntry> entries = list(LogFilter.builder().count(1000)).entries();
		assertThat(entries).hasSize(Logs.MAX_EVENTS);
		assertThat(entries.get(99).state()).isEqualTo(LogState.CREATED);
		assertThat(entries.get(0).state()).isEqualTo(LogState.FAILED);
		assertThat(entries).extracting(LogEntry::state)
			.startsWith(LogState.FAILED, LogState.ERROR, LogState.ACTIVE, LogState.RETRY);
		assertThat(entries.stream().flatMap((entry) -> Stream.ofNullable(entry.outcome())))
			.allSatisfy((outcome) -> assertThat(outcome.size()).isLessThanOrEqualTo(8192));
		assertThat(list(with(MessageField.MESSAGE_ID, "msg_1").count(1000)).entries()).isEqualTo(entries);
	}

	private Page<LogEntry> list(LogFilter.Builder filter) {
		return this.scenario.send(new Command.ListLogs(filter.build()));
	}

	private static LogFilter.Builder with(MessageField field, String... values) {
		return LogFilter.builder().messages(MessageFilter.builder().with(field, List.of(values)).build());
	}

	private List<LogState> states(LogFilter.Builder filter) {
		return list(filter).entries().stream().map(LogEntry::state).toList();
	}

	private List<String> ids(LogFilter.Builder filter) {
		return list(filter).entries().stream().map((entry) -> entry.message().messageId()).distinct().toList();
	}

}
