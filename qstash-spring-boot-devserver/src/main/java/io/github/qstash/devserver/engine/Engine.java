package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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
		FlowKeys flowKeys = new FlowKeys();
		this.deliveries = new Deliveries(ids, settings, deadLetters, new Gates(queues, flowKeys));
		Publishing publishing = new Publishing(urlGroups, queues, this.deliveries);
		this.schedules = new Schedules(ids, publishing, this.logs);

		on(Command.Publish.class, publishing::publish);
		on(Command.CancelMessage.class, (step, command) -> this.deliveries.cancel(step, command.messageId()));
		on(Command.CancelMessages.class, this.deliveries::cancelMany);
		on(Command.DeliverNow.class, (step, command) -> this.deliveries.deliverNow(step, command.messageId()));
		on(Command.GetMessage.class, (step, command) -> this.deliveries.get(command.messageId()));
		on(Command.GetWaitReason.class, (step, command) -> this.deliveries.waitReason(step, command.messageId()));
		on(Command.AttemptEnded.class, this.deliveries::attemptEnded);
		on(Command.AttemptWithdrawn.class, this.deliveries::attemptWithdrawn);
		on(Command.Tick.class, (step, command) -> tick(step));
		on(Command.ListLogs.class, (step, command) -> this.logs.list(command.filter()));
		on(Command.UpsertEndpoints.class, urlGroups::upsert);
		on(Command.RemoveEndpoints.class, urlGroups::remove);
		on(Command.SetGroupHeaders.class, urlGroups::setHeaders);
		on(Command.GetUrlGroup.class, (step, command) -> urlGroups.get(command.name()));
		on(Command.ListUrlGroups.class, (step, command) -> urlGroups.list());
		on(Command.DeleteUrlGroup.class, (step, command) -> urlGroups.delete(command.name()));
		on(this.schedules);
		on(deadLetters, new DeadLetterRetries(deadLetters, publishing, this.deliveries));
		on(new QueueCommands(queues, this.deliveries));
		on(new FlowControlCommands(flowKeys, this.deliveries));
		on(new Histories(this.logs, deadLetters));
	}

	private void on(Schedules schedules) {
		on(ScheduleCommand.Create.class, schedules::create);
		on(ScheduleCommand.Get.class, (step, command) -> schedules.get(step.now(), command.scheduleId()));
		on(ScheduleCommand.ListAll.class, (step, command) -> schedules.list(step.now()));
		on(ScheduleCommand.Delete.class, (step, command) -> schedules.delete(command.scheduleId()));
		on(ScheduleCommand.Pause.class, (step, command) -> schedules.pause(command.scheduleId()));
		on(ScheduleCommand.Resume.class, (step, command) -> schedules.resume(step.now(), command.scheduleId()));
		on(ScheduleCommand.RunNow.class, (step, command) -> schedules.runNow(step, command.scheduleId()));
	}

	private void on(DeadLetters letters, DeadLetterRetries retries) {
		on(DeadLetterCommand.Find.class, (step, command) -> letters.list(command.filter()));
		on(DeadLetterCommand.Get.class, (step, command) -> letters.get(command.dlqId()));
		on(DeadLetterCommand.Delete.class, (step, command) -> letters.delete(command.dlqId()));
		on(DeadLetterCommand.DeleteMany.class, (step, command) -> letters.deleteMany(command.filter()));
		on(DeadLetterCommand.Retry.class, retries::retry);
		on(DeadLetterCommand.RetryMany.class, retries::retryMany);
	}

	private void on(QueueCommands queues) {
		on(QueueCommand.Upsert.class, queues::upsert);
		on(QueueCommand.ListAll.class, (step, command) -> queues.list());
		on(QueueCommand.Get.class, (step, command) -> queues.get(command));
		on(QueueCommand.Delete.class, queues::delete);
		on(QueueCommand.Pause.class, queues::pause);
		on(QueueCommand.Resume.class, queues::resume);
	}

	private void on(FlowControlCommands keys) {
		on(FlowControlCommand.ListAll.class, keys::list);
		on(FlowControlCommand.Get.class, keys::get);
		on(FlowControlCommand.Pause.class, keys::pause);
		on(FlowControlCommand.Resume.class, keys::resume);
		on(FlowControlCommand.Pin.class, keys::pin);
		on(FlowControlCommand.Unpin.class, keys::unpin);
		on(FlowControlCommand.ResetRate.class, keys::resetRate);
		on(FlowControlCommand.Reset.class, keys::reset);
		on(FlowControlCommand.CountRunning.class, (step, command) -> this.deliveries.running());
	}

	private void on(Histories histories) {
		on(HistoryCommand.Get.class, (step, command) -> histories.get(command.messageId()));
		on(HistoryCommand.Find.class, (step, command) -> histories.find(command));
		on(HistoryCommand.ListChanged.class, (step, command) -> histories.changed(command));
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
		return Agenda.earlier(this.deliveries.nextDue(), this.schedules.nextDue());
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
