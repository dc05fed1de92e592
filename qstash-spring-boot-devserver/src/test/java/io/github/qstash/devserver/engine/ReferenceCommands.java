package io.github.qstash.devserver.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What the {@link ReferenceQStash} does for each command, and what it replies.
 */
final class ReferenceCommands {

	private final ReferenceQStash qstash;

	private final Map<Class<?>, Function<Command<?>, Object>> commands = new HashMap<>();

	ReferenceCommands(ReferenceQStash qstash) {
		this.qstash = qstash;
		on(Command.Publish.class, (command) -> qstash.publish(command.target(), command.spec(), null));
		on(Command.CancelMessage.class, this::cancel);
		on(Command.CancelMessages.class, this::cancelMany);
		on(Command.DeliverNow.class, this::deliverNow);
		on(Command.AttemptEnded.class, (command) -> {
			qstash.attemptEnded(message(command.messageId()), command.outcome());
			return Done.DONE;
		});
		on(Command.AttemptWithdrawn.class, (command) -> {
			qstash.cancelled(message(command.messageId()));
			return Done.DONE;
		});
		on(Command.Tick.class, (command) -> {
			qstash.tick();
			return Done.DONE;
		});
		on(Command.UpsertEndpoints.class, this::addEndpoint);
		on(Command.DeleteUrlGroup.class, (command) -> {
			qstash.groups().remove(command.name());
			return Done.DONE;
		});
		on(DeadLetterCommand.Retry.class, (command) -> retry(letter(command.dlqId())));
		on(DeadLetterCommand.RetryMany.class,
				(command) -> letters(command.filter()).stream().map(this::retry).toList());
		on(DeadLetterCommand.Delete.class, (command) -> {
			qstash.deadLetters().remove(letter(command.dlqId()));
			return Done.DONE;
		});
		on(DeadLetterCommand.DeleteMany.class, (command) -> {
			List<ReferenceMessage> letters = letters(command.filter());
			qstash.deadLetters().removeAll(letters);
			return letters.stream().map((letter) -> letter.dlqId).toList();
		});
		queues();
		keys();
		schedules();
	}

	private void queues() {
		on(QueueCommand.Upsert.class, (command) -> {
			ReferenceQueue queue = this.qstash.queues().computeIfAbsent(command.name(), (name) -> new ReferenceQueue());
			queue.parallelism = (command.parallelism() != null) ? command.parallelism() : queue.parallelism;
			queue.paused = (command.paused() != null) ? command.paused() : queue.paused;
			return Done.DONE;
		});
		on(QueueCommand.Pause.class, (command) -> pause(command.name(), true));
		on(QueueCommand.Resume.class, (command) -> pause(command.name(), false));
		on(QueueCommand.Delete.class, (command) -> {
			ReferenceQueue queue = this.qstash.queues().remove(command.name());
			this.qstash.cancel(this.qstash.open((message) -> queue != null && message.queue == queue),
					Integer.MAX_VALUE);
			return Done.DONE;
		});
	}

	private void keys() {
		on(FlowControlCommand.Pause.class, (command) -> {
			this.qstash.keys().computeIfAbsent(command.key(), (name) -> new ReferenceKey()).paused = true;
			return Done.DONE;
		});
		on(FlowControlCommand.Resume.class, (command) -> {
			key(command.key()).paused = false;
			return Done.DONE;
		});
		on(FlowControlCommand.Pin.class, (command) -> {
			this.qstash.keys()
				.computeIfAbsent(command.key(), (name) -> new ReferenceKey())
				.pin(this.qstash.now(), command);
			return Done.DONE;
		});
		on(FlowControlCommand.Unpin.class, (command) -> {
			key(command.key()).unpin(command);
			return Done.DONE;
		});
		on(FlowControlCommand.ResetRate.class, (command) -> {
			key(command.key()).newPeriod(this.qstash.now());
			return Done.DONE;
		});
		on(FlowControlCommand.Reset.class, (command) -> {
			key(command.key()).newPeriod(this.qstash.now());
			this.qstash.open((message) -> command.key().equals(message.key()))
				.forEach((message) -> message.counted = false);
			return Done.DONE;
		});
	}

	private void schedules() {
		ReferenceSchedules schedules = this.qstash.schedules();
		on(ScheduleCommand.Create.class, schedules::create);
		on(ScheduleCommand.Pause.class, (command) -> schedules.pause(command.scheduleId()));
		on(ScheduleCommand.Resume.class, (command) -> schedules.resume(command.scheduleId()));
		on(ScheduleCommand.Delete.class, (command) -> schedules.delete(command.scheduleId()));
		on(ScheduleCommand.RunNow.class, (command) -> schedules.runNow(command.scheduleId()));
	}

	Object handle(Command<?> command) {
		Object reply = this.commands.get(command.getClass()).apply(command);
		this.qstash.letGoOn();
		return reply;
	}

	private Integer cancel(Command.CancelMessage command) {
		ReferenceMessage message = message(command.messageId());
		if (!message.cancellable()) {
			throw RefusedException.notFound(command.messageId());
		}
		return this.qstash.cancel(List.of(message).stream(), 1).size();
	}

	private Integer cancelMany(Command.CancelMessages command) {
		Set<String> labels = command.filter().wanted(MessageField.LABEL);
		return this.qstash
			.cancel(this.qstash
				.open((message) -> labels.isEmpty() || message.spec.labels().stream().anyMatch(labels::contains)),
					command.count())
			.size();
	}

	private Done deliverNow(Command.DeliverNow command) {
		ReferenceMessage message = message(command.messageId());
		if (message.ended()) {
			throw RefusedException.notFound(command.messageId());
		}
		if (message.place != ReferenceMessage.Place.LATER) {
			throw RefusedException.invalid(command.messageId());
		}
		this.qstash.arrive(message);
		return Done.DONE;
	}

	private Done addEndpoint(Command.UpsertEndpoints command) {
		List<Endpoint> endpoints = new ArrayList<>(this.qstash.groups().getOrDefault(command.group(), List.of()));
		command.endpoints().stream().filter((endpoint) -> !endpoints.contains(endpoint)).forEach(endpoints::add);
		this.qstash.groups().put(command.group(), endpoints);
		return Done.DONE;
	}

	private Receipt retry(ReferenceMessage letter) {
		this.qstash.deadLetters().remove(letter);
		MessageSpec spec = letter.spec.toBuilder()
			.delay(null)
			.deduplicationId(null)
			.contentBasedDeduplication(false)
			.build();
		return new Receipt(this.qstash.accept(letter.address, spec, null).id(), null, false);
	}

	private Done pause(String queue, boolean paused) {
		if (!this.qstash.queues().containsKey(queue)) {
			throw RefusedException.notFound(queue);
		}
		this.qstash.queues().get(queue).paused = paused;
		return Done.DONE;
	}

	private ReferenceMessage message(String id) {
		return this.qstash.messages()
			.stream()
			.filter((message) -> message.id().equals(id))
			.findFirst()
			.orElseThrow(() -> RefusedException.notFound(id));
	}

	private ReferenceMessage letter(String dlqId) {
		return this.qstash.deadLetters()
			.stream()
			.filter((message) -> dlqId.equals(message.dlqId))
			.findFirst()
			.orElseThrow(() -> RefusedException.notFound(dlqId));
	}

	private List<ReferenceMessage> letters(DeadLetterFilter filter) {
		return this.qstash.deadLetters()
			.stream()
			.filter((letter) -> filter.dlqIds().isEmpty() || filter.dlqIds().contains(letter.dlqId))
			.toList();
	}

	private ReferenceKey key(String name) {
		if (!this.qstash.keys().containsKey(name)) {
			throw RefusedException.notFound(name);
		}
		return this.qstash.keys().get(name);
	}

	@SuppressWarnings("unchecked") // the table is asked by the class of the command
	private <C extends Command<?>> void on(Class<C> type, Function<C, Object> reply) {
		this.commands.put(type, (Function<Command<?>, Object>) reply);
	}

}
