package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something that is done to a QStash. Where it is about a message or a dead letter, it
 * says the how manieth, so that it still means something when moves before it are left
 * out.
 */
sealed interface Move {

	/**
	 * Return the commands that this is, as things are.
	 */
	List<Command<?>> commands(ReferenceQStash qstash);

	/**
	 * Return the moves that this one is made of, if there are several.
	 */
	default Stream<Move> parts() {
		return Stream.of(this);
	}

	/**
	 * Return whether attempts that this cancels have not been sent yet.
	 */
	default boolean withdraws() {
		return false;
	}

	private static <T, R> List<R> pick(List<T> from, int number, Function<T, R> what) {
		return from.isEmpty() ? List.of() : List.of(what.apply(from.get(number % from.size())));
	}

	private static DeadLetterFilter first(ReferenceQStash qstash, int count) {
		List<String> ids = qstash.deadLetters().stream().limit(count).map((letter) -> letter.dlqId).toList();
		return DeadLetterFilter.builder().dlqIds(ids).build();
	}

	private static List<ReferenceMessage> runningIn(ReferenceQStash qstash) {
		return qstash.open(ReferenceMessage::running).toList();
	}

	private static Command.AttemptEnded ended(ReferenceMessage message, AttemptOutcome outcome) {
		return new Command.AttemptEnded(message.id(), message.attempts, outcome);
	}

	record Send(Command<?> command) implements Move {

		@Override
		public List<Command<?>> commands(ReferenceQStash qstash) {
			return List.of(this.command);
		}

		@Override
		public String toString() {
			return this.command.toString();
		}

	}

	record Publish(Target target, MessageSpec spec) implements Move {

		@Override
		public List<Command<?>> commands(ReferenceQStash qstash) {
			return List.of(new Command.Publish(this.target, this.spec));
		}

		@Override
		public String toString() {
			return Stream
				.of("Publish", this.target, "body=" + this.spec.body().utf8(), option("queue", this.spec.queue()),
						option("flow", this.spec.flowControl()), option("delay", this.spec.delay()),
						"retries=" + this.spec.retries(), option("retryDelay", this.spec.retryDelay()),
						option("callback", retries(this.spec.callback())),
						option("failureCallback", retries(this.spec.failureCallback())),
						option("deduplicationId", this.spec.deduplicationId()),
						this.spec.contentBasedDeduplication() ? "contentBasedDeduplication" : "",
						String.join(",", this.spec.labels()))
				.map(String::valueOf)
				.filter((text) -> !text.isEmpty())
				.collect(Collectors.joining(" "));
		}

		private static String option(String name, Object value) {
			return (value != null) ? name + "=" + value : "";
		}

		private static String retries(CallbackSpec callback) {
			return (callback != null) ? "retries " + callback.retries() : null;
		}

	}

	record Batch(List<Publish> messages) implements Move {

		@Override
		public List<Command<?>> commands(ReferenceQStash qstash) {
			return this.messages.stream().flatMap((message) -> message.commands(qstash).stream()).toList();
		}

		@Override
		public Stream<Move> parts() {
			return this.messages.stream().map((message) -> message);
		}

	}

	record Schedule(String id, String cron, Publish message) implements Move {

		@Override
		public List<Command<?>> commands(ReferenceQStash qstash) {
			return List.of(new ScheduleCommand.Create(this.id, this.cron, this.message.target(), this.message.spec()));
		}

	}

	record Advance(Duration by) implements Move {

		@Override
		public List<Command<?>> commands(ReferenceQStash qstash) {
			return List.of(new Command.Tick());
		}

	}

	record Answer(int running, AttemptOutcome outcome) implements Move {

		@Override
		public List<Command<?>> commands(ReferenceQStash qstash) {
			return pick(runningIn(qstash), this.running, (message) -> ended(message, this.outcome));
		}

	}

	record AnswerAll(AttemptOutcome outcome) implements Move {

		@Override
		public List<Command<?>> commands(ReferenceQStash qstash) {
			return runningIn(qstash).stream().<Command<?>>map((message) -> ended(message, this.outcome)).toList();
		}

	}

	record Cancel(int message, boolean withdraws) implements Move {

		@Override
		public List<Command<?>> commands(ReferenceQStash qstash) {
			return pick(qstash.messages(), this.message, (message) -> new Command.CancelMessage(message.id()));
		}

	}

	record CancelMany(String label, int count, boolean withdraws) implements Move {

		@Override
		public List<Command<?>> commands(ReferenceQStash qstash) {
			MessageFilter filter = MessageFilter.builder().with(MessageField.LABEL, List.of(this.label)).build();
			return List.of(new Command.CancelMessages(filter, this.count));
		}

	}

	record DeliverNow(int message) implements Move {

		@Override
		public List<Command<?>> commands(ReferenceQStash qstash) {
			return pick(qstash.messages(), this.message, (message) -> new Command.DeliverNow(message.id()));
		}

	}

	record RetryDeadLetter(int letter) implements Move {

		@Override
		public List<Command<?>> commands(ReferenceQStash qstash) {
			return pick(qstash.deadLetters(), this.letter,
					(message) -> new DeadLetterCommand.Retry(message.dlqId, (spec) -> spec));
		}

	}

	record RetryDeadLetters(int count) implements Move {

		@Override
		public List<Command<?>> commands(ReferenceQStash qstash) {
			return List.of(new DeadLetterCommand.RetryMany(first(qstash, this.count), (spec) -> spec));
		}

	}

	record DeleteDeadLetters(int count) implements Move {

		@Override
		public List<Command<?>> commands(ReferenceQStash qstash) {
			return List.of(new DeadLetterCommand.DeleteMany(first(qstash, this.count)));
		}

	}

	record DeleteDeadLetter(int letter) implements Move {

		@Override
		public List<Command<?>> commands(ReferenceQStash qstash) {
			return pick(qstash.deadLetters(), this.letter, (message) -> new DeadLetterCommand.Delete(message.dlqId));
		}

	}

}
