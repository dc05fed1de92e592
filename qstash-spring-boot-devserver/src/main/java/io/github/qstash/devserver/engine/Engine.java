package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A QStash account: accepts messages, publishes those of schedules, decides when each
 * delivery attempt starts and what follows from its outcome.
 * <p>
 * Not thread-safe: one thread at a time owns an engine. Whoever owns it carries out the
 * {@linkplain Decision#effects() effects}, reports the end of every attempt as
 * {@link Command.AttemptEnded} or {@link Command.AttemptWithdrawn} and sends a
 * {@link Command.Tick} at {@link #nextDue()}.
 *
 * @since 1.0.0
 */
public final class Engine {

	private final Map<Class<?>, Handler<?, ?>> handlers = new HashMap<>();

	private final Logs logs;

	private final Deliveries deliveries;

	private final Schedules schedules;

	private Instant latest = Instant.MIN;

	/**
	 * Create an engine that holds nothing.
	 * @param ids source of ids
	 */
	public Engine(Ids ids) {
		this(ids, EngineSettings.defaults());
	}

	Engine(Ids ids, EngineSettings settings) {
		this.logs = new Logs(settings);
		UrlGroups urlGroups = new UrlGroups();
		DeadLetters deadLetters = new DeadLetters(settings);
		Queues queues = new Queues();
		this.deliveries = new Deliveries(ids, deadLetters, new Gates(queues));
		DeadLetterRetries retries = new DeadLetterRetries(deadLetters, this.deliveries);
		Publishing publishing = new Publishing(urlGroups, queues, this.deliveries);

		this.schedules = new Schedules(ids, publishing, this.logs);

		on(Command.Publish.class, publishing::publish);
		on(Command.CancelMessage.class, (step, command) -> this.deliveries.cancel(step, command.messageId()));
		on(Command.CancelMessages.class, this.deliveries::cancelMany);
		on(Command.GetMessage.class, (step, command) -> this.deliveries.get(command.messageId()));
		on(Command.GetWaitReason.class, (step, command) -> this.deliveries.waitReason(command.messageId()));
		on(Command.AttemptEnded.class, this.deliveries::attemptEnded);
		on(Command.AttemptWithdrawn.class, this.deliveries::attemptWithdrawn);
		on(Command.Tick.class, (step, command) -> tick(step));
		on(Command.ListLogs.class, (step, command) -> this.logs.list(command.filter()));
		on(Command.UpsertEndpoints.class, urlGroups::upsert);
		on(Command.RemoveEndpoints.class, urlGroups::remove);
		on(Command.GetUrlGroup.class, (step, command) -> urlGroups.get(command.name()));
		on(Command.ListUrlGroups.class, (step, command) -> urlGroups.list());
		on(Command.DeleteUrlGroup.class, (step, command) -> urlGroups.delete(command.name()));
		on(Command.ListDeadLetters.class, (step, command) -> deadLetters.list(command.filter()));
		on(Command.GetDeadLetter.class, (step, command) -> deadLetters.get(command.dlqId()));
		on(Command.DeleteDeadLetter.class, (step, command) -> deadLetters.delete(command.dlqId()));
		on(Command.DeleteDeadLetters.class, (step, command) -> deadLetters.deleteMany(command.filter()));
		on(Command.RetryDeadLetter.class, retries::retry);
		on(Command.RetryDeadLetters.class, retries::retryMany);
		on(Command.CreateSchedule.class, this.schedules::create);
		on(Command.GetSchedule.class, (step, command) -> this.schedules.get(step.now(), command.scheduleId()));
		on(Command.ListSchedules.class, (step, command) -> this.schedules.list(step.now()));
		on(Command.DeleteSchedule.class, (step, command) -> this.schedules.delete(command.scheduleId()));
		on(Command.PauseSchedule.class, (step, command) -> this.schedules.pause(command.scheduleId()));
		on(Command.ResumeSchedule.class, (step, command) -> this.schedules.resume(step.now(), command.scheduleId()));
		on(Command.RunSchedule.class, (step, command) -> this.schedules.runNow(step, command.scheduleId()));
		on(new QueueCommands(queues, this.deliveries));
	}

	private void on(QueueCommands queues) {
		on(QueueCommand.Upsert.class, queues::upsert);
		on(QueueCommand.ListAll.class, (step, command) -> queues.list());
		on(QueueCommand.Get.class, (step, command) -> queues.get(command));
		on(QueueCommand.Delete.class, queues::delete);
		on(QueueCommand.Pause.class, queues::pause);
		on(QueueCommand.Resume.class, queues::resume);
	}

	/**
	 * Carry out a command.
	 * @param <R> type of the reply
	 * @param now the present instant; an earlier one than before is taken as the latest
	 * known, so that time never goes back
	 * @param command the command
	 * @return reply, events and effects
	 * @throws RefusedException if the command is wrong; nothing has changed then
	 * @throws IllegalStateException if an attempt is reported that is not running
	 */
	public <R> Decision<R> handle(Instant now, Command<R> command) {
		if (now.isAfter(this.latest)) {
			this.latest = now;
		}
		Step step = new Step(this.latest, this.logs);
		return step.decide(handler(command).handle(step, command));
	}

	/**
	 * Return the earliest instant at which a {@link Command.Tick} has something to do.
	 * @return the instant, or empty if nothing waits for time to pass
	 */
	public Optional<Instant> nextDue() {
		return Stream.concat(this.deliveries.nextDue().stream(), this.schedules.nextDue().stream())
			.min(Comparator.naturalOrder());
	}

	private Done tick(Step step) {
		this.deliveries.startDue(step);
		this.schedules.runDue(step);
		return Done.DONE;
	}

	private <R, C extends Command<R>> void on(Class<C> type, Handler<R, C> handler) {
		this.handlers.put(type, handler);
	}

	@SuppressWarnings("unchecked") // the only way into the table is on(type, handler)
	private <R> Handler<R, Command<R>> handler(Command<R> command) {
		return (Handler<R, Command<R>>) Objects.requireNonNull(this.handlers.get(command.getClass()));
	}

	@FunctionalInterface
	private interface Handler<R, C extends Command<R>> {

		R handle(Step step, C command);

	}

}
