package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EngineTests {

	private static final Instant START = Scenario.START;

	private final Engine engine = new Engine(new CountingIds());

	@Test
	void everyCommandHasAHandler() {
		List<Command<?>> commands = List.of(publish(MessageSpec.builder()), new Command.CancelMessage("msg_1"),
				new Command.CancelMessages(MessageFilter.all(), 1), new Command.GetMessage("msg_1"),
				new Command.GetWaitReason("msg_1"), new Command.ListLogs(LogFilter.builder().build()),
				new Command.UpsertEndpoints("g", List.of(new Endpoint("https://a.example", null))),
				new Command.RemoveEndpoints("g", List.of(new EndpointSelector("https://b.example", null))),
				new Command.SetGroupHeaders("g", Map.of()), new Command.GetUrlGroup("g"), new Command.ListUrlGroups(),
				new Command.DeleteUrlGroup("g"), new Command.AttemptEnded("msg_1", 1, Scenario.status(200)),
				new Command.Tick(), new Command.AttemptWithdrawn("msg_1", 1));
		assertThat(commands).extracting(Object::getClass)
			.containsExactlyInAnyOrderElementsOf(
					commandTypes().filter((type) -> type.getEnclosingClass() == Command.class).toList());
		assertThat(commands).allSatisfy(this::isHandled);
	}

	@Test
	void everyCommandOnAResourceHasAHandler() {
		DeadLetterFilter letters = DeadLetterFilter.builder().build();
		List<Command<?>> commands = List.of(new QueueCommand.Upsert("q", 1, false), new QueueCommand.ListAll(),
				new QueueCommand.Get("q"), new QueueCommand.Pause("q"), new QueueCommand.Resume("q"),
				new QueueCommand.Delete("q"),
				new ScheduleCommand.Create("s", "* * * * *", new Target.Url("https://a.example"),
						MessageSpec.builder().build()),
				new ScheduleCommand.Get("s"), new ScheduleCommand.ListAll(), new ScheduleCommand.Pause("s"),
				new ScheduleCommand.Resume("s"), new ScheduleCommand.RunNow("s"), new ScheduleCommand.Delete("s"),
				new DeadLetterCommand.Find(letters), new DeadLetterCommand.Get("1-0"),
				new DeadLetterCommand.Delete("1-0"), new DeadLetterCommand.DeleteMany(letters),
				new DeadLetterCommand.Retry("1-0", (spec) -> spec),
				new DeadLetterCommand.RetryMany(letters, (spec) -> spec), new FlowControlCommand.ListAll(""),
				new FlowControlCommand.Pause("k"), new FlowControlCommand.Get("k"), new FlowControlCommand.Resume("k"),
				new FlowControlCommand.Pin("k", 1, 1, Duration.ofSeconds(1)),
				new FlowControlCommand.Unpin("k", true, true), new FlowControlCommand.ResetRate("k"),
				new FlowControlCommand.Reset("k"), new FlowControlCommand.CountRunning());
		assertThat(commands).extracting(Object::getClass)
			.containsExactlyInAnyOrderElementsOf(
					commandTypes().filter((type) -> type.getEnclosingClass() != Command.class).toList());
		assertThat(commands).allSatisfy(this::isHandled);
	}

	@Test
	void eventsAreNumberedWithoutGaps() {
		this.engine.handle(START, publish(MessageSpec.builder()));
		Decision<?> decision = this.engine.handle(START, new Command.AttemptEnded("msg_1", 1, Scenario.status(500)));
		assertThat(decision.events()).extracting(Event::number).containsExactly(3L, 4L);
	}

	@Test
	void timeNeverGoesBack() {
		this.engine.handle(START.plusSeconds(10), new Command.Tick());
		Decision<?> decision = this.engine.handle(START, publish(MessageSpec.builder()));
		assertThat(decision.events()).extracting(Event::at).containsOnly(START.plusSeconds(10));
	}

	@Test
	void anOutcomeOfAnAttemptThatIsNotRunningIsRefusedWithTheHistory() {
		this.engine.handle(START, publish(MessageSpec.builder()));
		AttemptOutcome outcome = Scenario.status(200);
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.engine.handle(START, new Command.AttemptEnded("msg_1", 2, outcome)))
			.withMessage("Attempt 2 of message msg_1 is not running after "
					+ "[CREATED@2026-01-01T00:00:00Z, ACTIVE@2026-01-01T00:00:00Z]");
		this.engine.handle(START, new Command.AttemptEnded("msg_1", 1, outcome));
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.engine.handle(START, new Command.AttemptEnded("msg_1", 1, outcome)));
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.engine.handle(START, new Command.AttemptEnded("msg_9", 1, outcome)))
			.withMessage("Attempt 1 of message msg_9 is not running after []");
	}

	@Test
	void idsMustBeFresh() {
		Engine stuck = new Engine((prefix) -> prefix + "same");
		stuck.handle(START, publish(MessageSpec.builder()));
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> stuck.handle(START, publish(MessageSpec.builder())));
	}

	@Test
	void noTextShowsHeadersOrPayloads() {
		Map<String, List<String>> secret = Map.of("Authorization", List.of("s3cret"));
		MessageSpec.Builder spec = MessageSpec.builder()
			.headers(secret)
			.body(Body.of("s3cret"))
			.retries(0)
			.callback(new CallbackSpec("https://example.com/cb", "POST", secret, null, null, null));
		Command.Publish publish = publish(spec);
		Decision<?> accepted = this.engine.handle(START, publish);
		Decision<?> failed = this.engine.handle(START,
				new Command.AttemptEnded("msg_1", 1, new AttemptOutcome.Responded(500, secret, Body.of("s3cret"))));
		Decision<?> letters = this.engine.handle(START, new DeadLetterCommand.Find(DeadLetterFilter.builder().build()));
		assertThat(List.of(publish, accepted, failed, letters, spec.build().callback()))
			.allSatisfy((value) -> assertThat(value.toString()).doesNotContain("s3cret").doesNotContain("czNjcmV0"));
	}

	private void isHandled(Command<?> command) {
		try {
			assertThat(this.engine.handle(START, command).reply()).isNotNull();
		}
		catch (RefusedException ex) {
			assertThat(ex.kind()).isEqualTo(RefusedException.Kind.NOT_FOUND);
		}
		catch (IllegalStateException ex) {
			assertThat(ex).hasMessageStartingWith("Attempt 1 of message msg_1 is not running");
		}
	}

	private static Stream<Class<?>> commandTypes() {
		return Arrays.stream(Command.class.getPermittedSubclasses())
			.flatMap((type) -> type.isSealed() ? Arrays.stream(type.getPermittedSubclasses()) : Stream.of(type));
	}

	private static Command.Publish publish(MessageSpec.Builder spec) {
		return new Command.Publish(new Target.Url("https://example.com"), spec.build());
	}

}
