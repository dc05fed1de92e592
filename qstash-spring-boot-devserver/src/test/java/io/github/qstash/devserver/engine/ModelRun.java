package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes the same moves on an engine and on the {@link ReferenceQStash}, and compares them
 * after each command.
 */
final class ModelRun {

	private final Engine engine = new Engine(new CountingIds());

	private final ReferenceQStash model = new ReferenceQStash(Scenario.START);

	private final ReferenceCommands commands = new ReferenceCommands(this.model);

	private final List<String> events = new ArrayList<>();

	/**
	 * Make the moves.
	 * @return the events of the engine
	 */
	static List<String> of(List<Move> moves) {
		ModelRun run = new ModelRun();
		for (int i = 0; i < moves.size(); i++) {
			Move move = moves.get(i);
			try {
				run.make(move);
			}
			catch (AssertionError | RuntimeException ex) {
				throw new AssertionError("Move " + (i + 1) + ", " + move + ": " + ex, ex);
			}
		}
		return run.events;
	}

	private void make(Move move) {
		if (move instanceof Move.Advance advance) {
			Instant target = this.model.now().plus(advance.by());
			send(new Command.Tick());
			while (this.engine.nextDue().filter((due) -> !due.isAfter(target)).isPresent()) {
				this.model.now(this.engine.nextDue().orElseThrow());
				send(new Command.Tick());
			}
			this.model.now(target);
		}
		else {
			for (Command<?> command : move.commands(this.model)) {
				List<Effect.AbortAttempt> aborts = send(command);
				if (move.withdraws()) {
					aborts.forEach((abort) -> send(new Command.AttemptWithdrawn(abort.messageId(), abort.attempt())));
				}
			}
		}
	}

	private List<Effect.AbortAttempt> send(Command<?> command) {
		List<Happening> happened = new ArrayList<>();
		List<Effect.AbortAttempt> aborts = new ArrayList<>();
		Object reply = reply(() -> {
			Decision<?> decision = this.engine.handle(this.model.now(), command);
			decision.events().forEach((event) -> {
				this.events.add(event.number() + " " + event.at() + " " + Happening.of(event));
				happened.add(Happening.of(event));
			});
			decision.effects().forEach((effect) -> {
				if (effect instanceof Effect.AbortAttempt abort) {
					aborts.add(abort);
				}
			});
			return decision.reply();
		});
		Object expected = reply(() -> this.commands.handle(command));
		equal("what happened", byLine(happened), byLine(this.model.news()));
		equal("reply", reply, expected);
		equal("state", engineState(), modelState());
		return aborts;
	}

	// Assertions take most of the time, so they are left to what fails.
	private static void equal(String what, Object actual, Object expected) {
		if (!actual.equals(expected)) {
			assertThat(actual).as(what).isEqualTo(expected);
		}
	}

	private static Object reply(Supplier<Object> action) {
		try {
			Object reply = action.get();
			return (reply instanceof Page<?> page) ? page.entries().stream().map(ModelRun::entry).toList() : reply;
		}
		catch (RefusedException ex) {
			return ex.kind();
		}
	}

	private static Object entry(Object entry) {
		return (entry instanceof DeadLetter letter) ? letter.dlqId() : entry;
	}

	private static Map<String, List<String>> byLine(List<Happening> happenings) {
		return happenings.stream()
			.collect(Collectors.groupingBy(Happening::line,
					Collectors.mapping(Happening::toString, Collectors.toList())));
	}

	private List<Object> engineState() {
		return Stream
			.of(Stream.of(this.engine.nextDue(), ask(new FlowControlCommand.CountRunning())),
					ask(new QueueCommand.ListAll()).stream().map(ModelRun::describe),
					ask(new FlowControlCommand.ListAll("")).stream(),
					ask(new ScheduleCommand.ListAll()).stream()
						.map((plan) -> plan.scheduleId() + (plan.paused() ? " paused" : " next at " + plan.nextRun())),
					ask(new DeadLetterCommand.Find(DeadLetterFilter.builder().build())).entries()
						.stream()
						.map((letter) -> letter.dlqId() + " " + letter.message()))
			.<Object>flatMap((part) -> part)
			.toList();
	}

	private List<Object> modelState() {
		return Stream.of(Stream.of(this.model.nextDue(), (int) this.model.open(ReferenceMessage::running).count()),
				this.model.queues().entrySet().stream().map((queue) -> describe(queue.getKey(), queue.getValue())),
				this.model.keys().keySet().stream().map(this.model::view), this.model.schedules().describe().stream(),
				this.model.deadLetters().stream().limit(100).map((letter) -> letter.dlqId + " " + letter.id()))
			.<Object>flatMap((part) -> part)
			.toList();
	}

	private static String describe(QueueView queue) {
		return queue.name() + " " + queue.parallelism() + " " + queue.paused() + " " + queue.lag();
	}

	private String describe(String name, ReferenceQueue queue) {
		return name + " " + queue.parallelism + " " + queue.paused + " "
				+ this.model.open((message) -> message.queue == queue).count();
	}

	private <R> R ask(Command<R> question) {
		return this.engine.handle(this.model.now(), question).reply();
	}

}
