package io.github.qstash.devserver.engine;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * What the engine can be told.
 *
 * @param <R> type of the reply
 * @since 1.0.0
 */
public sealed interface Command<R> permits Command.Publish, Command.CancelMessage, Command.CancelMessages,
		Command.GetMessage, Command.GetWaitReason, Command.ListLogs, Command.UpsertEndpoints, Command.RemoveEndpoints,
		Command.GetUrlGroup, Command.ListUrlGroups, Command.DeleteUrlGroup, Command.CreateSchedule, Command.GetSchedule,
		Command.ListSchedules, Command.DeleteSchedule, Command.PauseSchedule, Command.ResumeSchedule,
		Command.RunSchedule, Command.ListDeadLetters, Command.GetDeadLetter, Command.DeleteDeadLetter,
		Command.DeleteDeadLetters, Command.RetryDeadLetter, Command.RetryDeadLetters, Command.AttemptEnded,
		Command.AttemptWithdrawn, Command.Tick, QueueCommand {

	/**
	 * Accept a message. The reply holds one receipt, or one per endpoint of a URL group.
	 *
	 * @param target where it goes
	 * @param spec what is sent and how
	 */
	record Publish(Target target, MessageSpec spec) implements Command<List<Receipt>> {

	}

	/**
	 * Cancel a message: at once if it waits, or if its attempt can still be withdrawn;
	 * else after the failure of the attempt that is running. The reply is the number of
	 * messages, 1.
	 *
	 * @param messageId id of the message
	 */
	record CancelMessage(String messageId) implements Command<Integer> {

	}

	/**
	 * Cancel messages, each as {@link CancelMessage} does; one that is being cancelled
	 * already does not count. The reply is their number.
	 *
	 * @param filter which messages, dates by their acceptance
	 * @param count how many at most, earliest first
	 */
	record CancelMessages(MessageFilter filter, int count) implements Command<Integer> {

	}

	/**
	 * Look at a message that is still in progress.
	 *
	 * @param messageId id of the message
	 */
	record GetMessage(String messageId) implements Command<MessageView> {

	}

	/**
	 * Ask why a message waits. The reply is empty if its attempt is running.
	 *
	 * @param messageId id of the message
	 */
	record GetWaitReason(String messageId) implements Command<Optional<WaitReason>> {

	}

	/**
	 * List state changes, newest first.
	 *
	 * @param filter which of them
	 */
	record ListLogs(LogFilter filter) implements Command<Page<LogEntry>> {

	}

	/**
	 * Add endpoints to a URL group or update them; the group is created if needed.
	 *
	 * @param group name of the group
	 * @param endpoints the endpoints
	 */
	record UpsertEndpoints(String group, List<Endpoint> endpoints) implements Command<Done> {

	}

	/**
	 * Remove endpoints from a URL group; without endpoints it is deleted.
	 *
	 * @param group name of the group
	 * @param endpoints which endpoints
	 */
	record RemoveEndpoints(String group, List<EndpointSelector> endpoints) implements Command<Done> {

	}

	/**
	 * Look at a URL group.
	 *
	 * @param name name of the group
	 */
	record GetUrlGroup(String name) implements Command<UrlGroup> {

	}

	/**
	 * List all URL groups in the order of their creation.
	 */
	record ListUrlGroups() implements Command<List<UrlGroup>> {

	}

	/**
	 * Delete a URL group, if it exists. Messages already accepted are not affected.
	 *
	 * @param name name of the group
	 */
	record DeleteUrlGroup(String name) implements Command<Done> {

	}

	/**
	 * Create a schedule, or replace one with all that it was. The reply is its id.
	 * Messages that it publishes are not deduplicated.
	 *
	 * @param scheduleId its id; a new one if {@code null}
	 * @param cron its cron expression, which may start with a {@code CRON_TZ=<zone>}
	 * @param target where its messages go
	 * @param spec what is sent and how
	 */
	record CreateSchedule(@Nullable String scheduleId, String cron, Target target,
			MessageSpec spec) implements Command<String> {

	}

	/**
	 * Look at a schedule.
	 *
	 * @param scheduleId id of the schedule
	 */
	record GetSchedule(String scheduleId) implements Command<ScheduleView> {

	}

	/**
	 * List all schedules in the order of their creation.
	 */
	record ListSchedules() implements Command<List<ScheduleView>> {

	}

	/**
	 * Delete a schedule. Messages that it published are not affected.
	 *
	 * @param scheduleId id of the schedule
	 */
	record DeleteSchedule(String scheduleId) implements Command<Done> {

	}

	/**
	 * Let a schedule not run any more until it is resumed.
	 *
	 * @param scheduleId id of the schedule
	 */
	record PauseSchedule(String scheduleId) implements Command<Done> {

	}

	/**
	 * Let a schedule run again, from its next time on.
	 *
	 * @param scheduleId id of the schedule
	 */
	record ResumeSchedule(String scheduleId) implements Command<Done> {

	}

	/**
	 * Run a schedule once more, now, even if it is paused. When it runs next stays as it
	 * is. The reply holds one receipt, or one per endpoint of a URL group.
	 *
	 * @param scheduleId id of the schedule
	 */
	record RunSchedule(String scheduleId) implements Command<List<Receipt>> {

	}

	/**
	 * List dead letters.
	 *
	 * @param filter which of them
	 */
	record ListDeadLetters(DeadLetterFilter filter) implements Command<Page<DeadLetter>> {

	}

	/**
	 * Look at a dead letter.
	 *
	 * @param dlqId id of the dead letter
	 */
	record GetDeadLetter(String dlqId) implements Command<DeadLetter> {

	}

	/**
	 * Delete a dead letter.
	 *
	 * @param dlqId id of the dead letter
	 */
	record DeleteDeadLetter(String dlqId) implements Command<Done> {

	}

	/**
	 * Delete a page of dead letters. The reply is what was deleted; ids that are unknown
	 * do not count.
	 *
	 * @param filter which of them
	 */
	record DeleteDeadLetters(DeadLetterFilter filter) implements Command<Page<DeadLetter>> {

	}

	/**
	 * Send a dead letter again, at once, as a new message with the same destination, body
	 * and options, except that its delay is over and its deduplication does not count.
	 *
	 * @param dlqId id of the dead letter
	 * @param overrides changes to the options
	 */
	record RetryDeadLetter(String dlqId, UnaryOperator<MessageSpec> overrides) implements Command<Receipt> {

	}

	/**
	 * Send a page of dead letters again, as {@link RetryDeadLetter} does; none of them if
	 * one of the ids is unknown.
	 *
	 * @param filter which of them
	 * @param overrides changes to the options of each
	 */
	record RetryDeadLetters(DeadLetterFilter filter,
			UnaryOperator<MessageSpec> overrides) implements Command<Page<Receipt>> {

	}

	/**
	 * An attempt that the engine started has ended.
	 *
	 * @param messageId id of the message
	 * @param attempt number of the attempt
	 * @param outcome how it ended
	 */
	record AttemptEnded(String messageId, int attempt, AttemptOutcome outcome) implements Command<Done> {

	}

	/**
	 * An attempt was withdrawn as {@link Effect.AbortAttempt} asked: its destination has
	 * seen nothing of it.
	 *
	 * @param messageId id of the message
	 * @param attempt number of the attempt
	 */
	record AttemptWithdrawn(String messageId, int attempt) implements Command<Done> {

	}

	/**
	 * Start whatever is due.
	 */
	record Tick() implements Command<Done> {

	}

}
