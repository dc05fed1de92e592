package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.github.qstash.devserver.engine.ScheduleView.RunState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Schedules from creation to deletion.
 */
class ScheduleScenarioTests {

	private static final Duration DAY = Duration.ofDays(1);

	private Scenario scenario = new Scenario().answering(200);

	@Test
	void everyRunIsAnOrdinaryMessageThatNamesItsSchedule() {
		MessageSpec.Builder spec = MessageSpec.builder()
			.method("PUT")
			.headers(Map.of("X-Tenant", List.of("42")))
			.body(Body.of("report"))
			.retries(1)
			.labels(List.of("a"))
			.callerIp("10.0.0.1")
			.callback(CallbackSpec.to("https://example.com/cb"));
		String id = this.scenario.schedule("0 4 * * *", spec);
		assertThat(id).isEqualTo("scd_1");
		this.scenario.advance(DAY.multipliedBy(2));
		assertThat(this.scenario.timeline()).containsExactly("14400.0 msg_1 CREATED", "14400.0 msg_1 ACTIVE",
				"14400.0 msg_1 DELIVERED", "14400.0 msg_2 CREATED", "14400.0 msg_2 ACTIVE", "14400.0 msg_2 DELIVERED",
				"100800.0 msg_3 CREATED", "100800.0 msg_3 ACTIVE", "100800.0 msg_3 DELIVERED", "100800.0 msg_4 CREATED",
				"100800.0 msg_4 ACTIVE", "100800.0 msg_4 DELIVERED");
		AttemptRequest request = this.scenario.started().get(0);
		assertThat(request.scheduleId()).isEqualTo(id);
		assertThat(request.method()).isEqualTo("PUT");
		assertThat(request.headers()).containsEntry("X-Tenant", List.of("42"));
		assertThat(request.body()).isEqualTo(Body.of("report"));
		assertThat(request.callerIp()).isEqualTo("10.0.0.1");
		AttemptRequest callback = this.scenario.started().get(1);
		assertThat(callback.scheduleId()).isNull();
		assertThat(callback.body().utf8()).contains("\"scheduleId\":\"scd_1\"");
		MessageFilter ofSchedule = MessageFilter.builder().with(MessageField.SCHEDULE, List.of(id)).build();
		assertThat(this.scenario.send(new Command.ListLogs(LogFilter.builder().messages(ofSchedule).build())).entries())
			.hasSize(6);
	}

	@Test
	void delayIsCountedFromEachRun() {
		this.scenario.schedule("0 4 * * *", MessageSpec.builder().delay(Duration.ofMinutes(90)));
		this.scenario.advance(DAY);
		assertThat(this.scenario.timeline()).containsExactly("14400.0 msg_1 CREATED", "19800.0 msg_1 ACTIVE",
				"19800.0 msg_1 DELIVERED");
	}

	@Test
	void runsGoThroughTheirQueue() {
		this.scenario = new Scenario();
		this.scenario.publish(MessageSpec.builder().queue("q"));
		this.scenario.schedule("*/10 * * * *", MessageSpec.builder().queue("q"));
		this.scenario.advance(Duration.ofMinutes(25));
		assertThat(this.scenario.running()).containsExactly("msg_1");
		this.scenario.answer("msg_1", 200);
		assertThat(this.scenario.running()).containsExactly("msg_2");
		this.scenario.answer("msg_2", 200);
		assertThat(this.scenario.running()).containsExactly("msg_3");
	}

	@Test
	void aRunStartsWhetherOrNotTheOneBeforeHasEnded() {
		this.scenario = new Scenario();
		this.scenario.schedule("* * * * *", MessageSpec.builder());
		this.scenario.advance(Duration.ofMinutes(3));
		assertThat(this.scenario.running()).containsExactly("msg_1", "msg_2", "msg_3");
	}

	@Test
	void everyEndpointOfAGroupGetsAMessageAndTheGroupMayChange() {
		group("https://a.example", "https://b.example");
		String id = this.scenario
			.send(new ScheduleCommand.Create("to-group", "@hourly", new Target.UrlGroup("g"), spec()));
		group("https://c.example");
		this.scenario.advance(Duration.ofHours(1));
		assertThat(this.scenario.started()).extracting(AttemptRequest::url)
			.containsExactly("https://a.example", "https://b.example", "https://c.example");
		assertThat(this.scenario.started()).extracting(AttemptRequest::topicName).containsOnly("g");
		assertThat(this.scenario.started()).extracting(AttemptRequest::scheduleId).containsOnly("to-group");
		assertThat(view(id).lastStates()).hasSize(3);
	}

	@Test
	void aRunToAGroupThatIsGoneSaysSoAndTheNextOneWorksAgain() {
		group("https://a.example");
		this.scenario.send(new ScheduleCommand.Create("s", "@hourly", new Target.UrlGroup("g"), spec()));
		this.scenario.send(new Command.DeleteUrlGroup("g"));
		this.scenario.advance(Duration.ofHours(1));
		assertThat(view("s").error()).isEqualTo("topic g not found");
		assertThat(view("s").lastRun()).isEqualTo(Scenario.START.plusSeconds(3600));
		assertThat(view("s").lastStates()).isEmpty();
		assertThat(this.scenario.started()).isEmpty();
		group("https://a.example");
		this.scenario.advance(Duration.ofHours(1));
		assertThat(view("s").error()).isNull();
		assertThat(this.scenario.started()).hasSize(1);
	}

	@Test
	void aScheduleShowsWhatItIsAndHowFarItIs() {
		this.scenario = new Scenario();
		MessageSpec spec = MessageSpec.builder().body(Body.of("b")).build();
		this.scenario.jump(Duration.ofMinutes(1));
		this.scenario.send(new ScheduleCommand.Create("s", " 0 4 * * * ", new Target.Url(Scenario.URL), spec));
		ScheduleView created = view("s");
		assertThat(created.scheduleId()).isEqualTo("s");
		assertThat(created.cron()).isEqualTo("0 4 * * *");
		assertThat(created.target()).isEqualTo(new Target.Url(Scenario.URL));
		assertThat(created.spec().body()).isEqualTo(Body.of("b"));
		assertThat(created.createdAt()).isEqualTo(Scenario.START.plusSeconds(60));
		assertThat(created.paused()).isFalse();
		assertThat(created.lastRun()).isNull();
		assertThat(created.lastStates()).isEmpty();
		assertThat(created.nextRun()).isEqualTo("2026-01-01T04:00:00Z");
		assertThat(created.error()).isNull();
		this.scenario.advance(Duration.ofHours(5));
		assertThat(view("s").lastRun()).isEqualTo("2026-01-01T04:00:00Z");
		assertThat(view("s").nextRun()).isEqualTo("2026-01-02T04:00:00Z");
		assertThat(view("s").lastStates()).isEqualTo(Map.of("msg_1", RunState.IN_PROGRESS));
		this.scenario.answer("msg_1", 500);
		assertThat(view("s").lastStates()).isEqualTo(Map.of("msg_1", RunState.IN_PROGRESS));
		this.scenario.send(new Command.CancelMessage("msg_1"));
		assertThat(view("s").lastStates()).isEqualTo(Map.of("msg_1", RunState.FAIL));
		this.scenario.answering(200).advance(DAY);
		assertThat(view("s").lastStates()).isEqualTo(Map.of("msg_2", RunState.SUCCESS));
		this.scenario.answering(500).advance(DAY.multipliedBy(6));
		assertThat(view("s").lastStates()).isEqualTo(Map.of("msg_8", RunState.FAIL));
	}

	@Test
	void whatIsForgottenHasNoState() {
		Scenario small = new Scenario(new EngineSettings(1, 1000, 10, 1000, 100, 1 << 20)).answering(200);
		String id = small.schedule("@hourly", MessageSpec.builder());
		small.advance(Duration.ofHours(1));
		small.publish(MessageSpec.builder());
		assertThat(small.send(new ScheduleCommand.Get(id)).lastStates()).isEmpty();
	}

	@Test
	void aPausedScheduleDoesNotRunAndMissedRunsAreNotMadeUpFor() {
		String id = this.scenario.schedule("0 * * * *", MessageSpec.builder());
		pause(id);
		pause(id);
		assertThat(view(id).paused()).isTrue();
		assertThat(this.scenario.nextDue()).isEmpty();
		this.scenario.advance(Duration.ofMinutes(150));
		assertThat(this.scenario.started()).isEmpty();
		assertThat(view(id).nextRun()).isEqualTo("2026-01-01T03:00:00Z");
		resume(id);
		resume(id);
		assertThat(view(id).paused()).isFalse();
		assertThat(this.scenario.started()).isEmpty();
		assertThat(this.scenario.nextDue()).contains(Instant.parse("2026-01-01T03:00:00Z"));
		this.scenario.advance(Duration.ofMinutes(60));
		assertThat(this.scenario.timeline()).first().isEqualTo("10800.0 msg_1 CREATED");
		assertThat(this.scenario.started()).hasSize(1);
	}

	@Test
	void resumingWhatIsNotPausedChangesNothing() {
		String id = this.scenario.schedule("0 * * * *", MessageSpec.builder());
		this.scenario.jump(Duration.ofMinutes(61));
		resume(id);
		this.scenario.tick();
		assertThat(this.scenario.started()).hasSize(1);
	}

	@Test
	void pauseDeleteAndNewOptionsDoNotTouchWhatWasPublished() {
		this.scenario = new Scenario();
		String id = this.scenario.schedule("@hourly", MessageSpec.builder());
		this.scenario.advance(Duration.ofHours(1));
		pause(id);
		this.scenario.send(new ScheduleCommand.Delete(id));
		this.scenario.answer("msg_1", 500);
		this.scenario.answering(200).advance(DAY);
		assertThat(this.scenario.states("msg_1")).endsWith(LogState.RETRY, LogState.ACTIVE, LogState.DELIVERED);
		assertThat(this.scenario.started()).hasSize(2);
	}

	@Test
	void aDeletedScheduleIsGone() {
		String id = this.scenario.schedule("@hourly", MessageSpec.builder());
		this.scenario.send(new ScheduleCommand.Delete(id));
		assertThat(this.scenario.nextDue()).isEmpty();
		assertThat(this.scenario.send(new ScheduleCommand.ListAll())).isEmpty();
		for (Command<?> command : List.of(new ScheduleCommand.Get(id), new ScheduleCommand.Delete(id),
				new ScheduleCommand.Pause(id), new ScheduleCommand.Resume(id), new ScheduleCommand.RunNow(id))) {
			assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.scenario.send(command))
				.withMessage("schedule scd_1 not found")
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(RefusedException.Kind.NOT_FOUND));
		}
	}

	@Test
	void theSameIdReplacesEverything() {
		Target url = new Target.Url(Scenario.URL);
		this.scenario.send(new ScheduleCommand.Create("s", "@hourly", url,
				MessageSpec.builder().body(Body.of("old")).retries(7).delay(DAY).build()));
		this.scenario.schedule("@daily", MessageSpec.builder());
		this.scenario.advance(Duration.ofMinutes(90));
		pause("s");
		this.scenario.send(new ScheduleCommand.Create("s", "*/15 * * * *", url, spec()));
		ScheduleView replaced = view("s");
		assertThat(replaced.cron()).isEqualTo("*/15 * * * *");
		assertThat(replaced.spec().body()).isEqualTo(Body.empty());
		assertThat(replaced.spec().retries()).isEqualTo(3);
		assertThat(replaced.spec().delay()).isNull();
		assertThat(replaced.paused()).isFalse();
		assertThat(replaced.lastRun()).isNull();
		assertThat(replaced.createdAt()).isEqualTo(this.scenario.now());
		assertThat(this.scenario.send(new ScheduleCommand.ListAll())).extracting(ScheduleView::scheduleId)
			.containsExactly("s", "scd_1");
		this.scenario.advance(Duration.ofMinutes(30));
		assertThat(this.scenario.started()).extracting(AttemptRequest::scheduleId).containsExactly("s", "s");
	}

	@Test
	void whatWasReplacedDoesNotRunAnyMore() {
		for (String cron : List.of("*/5 * * * *", "*/7 * * * *", "*/30 * * * *")) {
			this.scenario.send(
					new ScheduleCommand.Create("s", cron, new Target.Url(Scenario.URL), MessageSpec.builder().build()));
		}
		this.scenario.advance(Duration.ofHours(1));
		assertThat(created()).containsExactly("s 2026-01-01T00:30:00Z", "s 2026-01-01T01:00:00Z");
	}

	@Test
	void runNowPublishesOnceAndTheNextRunStays() {
		this.scenario = new Scenario();
		String id = this.scenario.schedule("@hourly", MessageSpec.builder());
		this.scenario.advance(Duration.ofMinutes(10));
		List<Receipt> receipts = this.scenario.send(new ScheduleCommand.RunNow(id));
		assertThat(receipts).extracting(Receipt::messageId).containsExactly("msg_1");
		assertThat(this.scenario.running()).containsExactly("msg_1");
		assertThat(this.scenario.started().get(0).scheduleId()).isEqualTo(id);
		assertThat(view(id).lastRun()).isEqualTo(this.scenario.now());
		assertThat(view(id).lastStates()).containsOnlyKeys("msg_1");
		assertThat(view(id).nextRun()).isEqualTo("2026-01-01T01:00:00Z");
		pause(id);
		this.scenario.send(new ScheduleCommand.RunNow(id));
		assertThat(this.scenario.started()).hasSize(2);
		assertThat(view(id).paused()).isTrue();
		this.scenario.advance(DAY);
		assertThat(this.scenario.started()).hasSize(2);
	}

	@Test
	void runNowToAGroupThatIsGoneIsRefused() {
		group("https://a.example");
		this.scenario.send(new ScheduleCommand.Create("s", "@hourly", new Target.UrlGroup("g"), spec()));
		this.scenario.send(new Command.DeleteUrlGroup("g"));
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> this.scenario.send(new ScheduleCommand.RunNow("s")))
			.withMessage("topic g not found");
		assertThat(view("s").lastRun()).isNull();
	}

	@Test
	void whatWasDueSeveralTimesAtOnceRunsOnce() {
		this.scenario.schedule("* * * * *", MessageSpec.builder());
		this.scenario.jump(Duration.ofHours(8).plusSeconds(30));
		this.scenario.tick();
		assertThat(this.scenario.started()).hasSize(1);
		assertThat(this.scenario.nextDue()).contains(Instant.parse("2026-01-01T08:01:00Z"));
	}

	@Test
	void schedulesOfOneInstantRunInTheOrderOfTheirCreationAfterMessagesThatWaited() {
		this.scenario.send(new ScheduleCommand.Create("b", "0 1 * * *", new Target.Url("https://b.example"), spec()));
		this.scenario.send(new ScheduleCommand.Create("a", "@hourly", new Target.Url("https://a.example"), spec()));
		this.scenario.publish("https://delayed.example", MessageSpec.builder().delay(Duration.ofHours(1)));
		this.scenario.advance(Duration.ofHours(1));
		assertThat(this.scenario.started()).extracting(AttemptRequest::url)
			.containsExactly("https://delayed.example", "https://b.example", "https://a.example");
	}

	@Test
	void clocksThatChangeAreFollowed() {
		this.scenario = Scenario.at("2026-03-27T12:00:00Z").answering(200);
		this.scenario.schedule("CRON_TZ=Europe/Berlin 30 2 * * *", MessageSpec.builder());
		this.scenario.schedule("CRON_TZ=Europe/Berlin 0 4 * * *", MessageSpec.builder());
		this.scenario.advance(DAY.multipliedBy(3));
		assertThat(created()).containsExactly("scd_1 2026-03-28T01:30:00Z", "scd_2 2026-03-28T03:00:00Z",
				"scd_2 2026-03-29T02:00:00Z", "scd_1 2026-03-30T00:30:00Z", "scd_2 2026-03-30T02:00:00Z");
	}

	@Test
	void runsAreNotDeduplicated() {
		String id = this.scenario.schedule("* * * * *",
				MessageSpec.builder().deduplicationId("d").contentBasedDeduplication(true));
		this.scenario.advance(Duration.ofMinutes(3));
		assertThat(this.scenario.started()).hasSize(3);
		assertThat(view(id).spec().deduplicationId()).isNull();
	}

	@Test
	void whatCannotBePublishedCannotBeScheduled() {
		Target url = new Target.Url(Scenario.URL);
		assertRefused("invalid destination url: endpoint has invalid scheme, add http:// or https://",
				new ScheduleCommand.Create(null, "@daily", new Target.UrlGroup("a.example/x"), spec()));
		assertRefused("topic unknown not found",
				new ScheduleCommand.Create(null, "@daily", new Target.UrlGroup("unknown"), spec()));
		assertRefused("invalid Upstash-Retries: it must be between 0 and 999",
				new ScheduleCommand.Create(null, "@daily", url, MessageSpec.builder().retries(-1).build()));
		assertRefused("invalid scheduleId: only letters, digits, '-', '_' and '.' are allowed",
				new ScheduleCommand.Create("my schedule", "@daily", url, spec()));
		assertRefused("invalid Upstash-Not-Before: the messages of a schedule wait Upstash-Delay after each run",
				new ScheduleCommand.Create(null, "@daily", url,
						MessageSpec.builder().notBefore(Scenario.START.plusSeconds(1)).build()));
		assertRefused("invalid Upstash-Cron: no date has such a day",
				new ScheduleCommand.Create(null, "0 0 30 2 *", url, spec()));
		assertThat(this.scenario.send(new ScheduleCommand.ListAll())).isEmpty();
		assertThat(this.scenario.nextDue()).isEmpty();
	}

	@Test
	void aRefusedReplacementLeavesTheScheduleAsItWas() {
		Target url = new Target.Url(Scenario.URL);
		this.scenario.send(new ScheduleCommand.Create("s", "@daily", url, spec()));
		assertRefused("invalid Upstash-Cron: Value 60 not in range [0, 59]",
				new ScheduleCommand.Create("s", "60 * * * *", url, spec()));
		assertThat(view("s").cron()).isEqualTo("@daily");
	}

	@Test
	void thereIsRoomForAThousand() {
		IntStream.range(0, Schedules.MAX_SCHEDULES)
			.forEach((i) -> this.scenario.schedule("@daily", MessageSpec.builder()));
		assertLimit("too many schedules, at most 1000 are kept",
				new ScheduleCommand.Create("new", "@daily", new Target.Url(Scenario.URL), spec()));
		this.scenario.send(new ScheduleCommand.Create("scd_7", "@daily", new Target.Url(Scenario.URL), spec()));
		this.scenario.send(new ScheduleCommand.Delete("scd_8"));
		this.scenario.schedule("@daily", MessageSpec.builder());
	}

	@Test
	void thereIsRoomForSixteenMegabytes() {
		MessageSpec.Builder half = MessageSpec.builder().body(Body.of(new byte[Schedules.MAX_BYTES / 2]));
		this.scenario.schedule("@daily", half);
		this.scenario.schedule("@daily", half);
		assertLimit("the messages of all schedules are larger than 16777216 bytes", new ScheduleCommand.Create("new",
				"@daily", new Target.Url(Scenario.URL), MessageSpec.builder().body(Body.of("x")).build()));
		this.scenario.send(new ScheduleCommand.Create("scd_1", "@daily", new Target.Url(Scenario.URL), half.build()));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 7, 61, 3_600, 40_000, 86_400, 999_999 })
	void stepsOfTheClockDoNotMatter(long seconds) {
		Duration whole = Duration.ofDays(12);
		Scenario inSteps = twoSchedules();
		for (Duration left = whole; !left.isZero();) {
			Duration step = (left.toSeconds() < seconds * 1000) ? left : Duration.ofSeconds(seconds * 1000);
			inSteps.advance(step);
			left = left.minus(step);
		}
		assertThat(inSteps.timeline()).isEqualTo(twoSchedules().advance(whole).timeline()).hasSizeGreaterThan(100);
	}

	private static Scenario twoSchedules() {
		Scenario scenario = Scenario.at("2026-10-20T00:00:00Z").answering(200);
		scenario.schedule("CRON_TZ=Europe/Berlin */30 1-3 * * *", MessageSpec.builder().delay(Duration.ofMinutes(7)));
		scenario.schedule("0 0 * * *", MessageSpec.builder());
		return scenario;
	}

	private List<String> created() {
		return this.scenario.events()
			.stream()
			.filter((event) -> event.state() == LogState.CREATED)
			.map((event) -> event.message().scheduleId() + " " + event.at())
			.toList();
	}

	private void group(String... urls) {
		this.scenario
			.send(new Command.UpsertEndpoints("g", Arrays.stream(urls).map((url) -> new Endpoint(url, null)).toList()));
	}

	private void pause(String id) {
		this.scenario.send(new ScheduleCommand.Pause(id));
	}

	private void resume(String id) {
		this.scenario.send(new ScheduleCommand.Resume(id));
	}

	private ScheduleView view(String id) {
		return this.scenario.send(new ScheduleCommand.Get(id));
	}

	private void assertRefused(String message, Command<?> command) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.scenario.send(command))
			.withMessage(message);
	}

	private void assertLimit(String message, Command<?> command) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.scenario.send(command))
			.withMessage(message)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(RefusedException.Kind.OVER_LIMIT));
	}

	private static MessageSpec spec() {
		return MessageSpec.builder().build();
	}

}
