package io.github.qstash.devserver.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the engine can be told.
 *
 * @param <R> type of the reply
 * @since 1.0.0
 */
public sealed interface Command<R> permits Command.Publish, Command.CancelMessage, Command.CancelMessages,
		Command.GetMessage, Command.GetWaitReason, Command.ListLogs, Command.UpsertEndpoints, Command.RemoveEndpoints,
		Command.SetGroupHeaders, Command.GetUrlGroup, Command.ListUrlGroups, Command.DeleteUrlGroup,
		Command.AttemptEnded, Command.AttemptWithdrawn, Command.Tick, QueueCommand, ScheduleCommand, DeadLetterCommand,
		FlowControlCommand {

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
	 * Set the headers of a URL group; those that it had are forgotten.
	 *
	 * @param group name of the group
	 * @param headers the headers
	 */
	record SetGroupHeaders(String group, Map<String, List<String>> headers) implements Command<Done> {

		/**
		 * Name the group only: headers may hold secrets.
		 */
		@Override
		public String toString() {
			return "SetGroupHeaders[" + this.group + "]";
		}

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
