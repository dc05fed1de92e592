package io.github.qstash.devserver.engine;

import java.time.Instant;

/**
 * A fact about a message. Events are the only history there is: logs, dashboard and
 * assertions read the same list.
 *
 * @since 1.0.0
 */
public sealed interface Event {

	/**
	 * Return the number of this event, starting with 1 and without gaps.
	 * @return the number
	 */
	long number();

	/**
	 * Return when it happened.
	 * @return the instant
	 */
	Instant at();

	/**
	 * Return the message that it happened to.
	 * @return the message
	 */
	MessageView message();

	/**
	 * Return the state that the message is in now.
	 * @return the state that the logs show
	 */
	LogState state();

	/**
	 * The message was accepted and stored.
	 *
	 * @param number number of this event
	 * @param at when it happened
	 * @param message the message
	 */
	record Accepted(long number, Instant at, MessageView message) implements Event {

		@Override
		public LogState state() {
			return LogState.CREATED;
		}

	}

	/**
	 * A delivery attempt started.
	 *
	 * @param number number of this event
	 * @param at when it happened
	 * @param message the message
	 * @param attempt number of the attempt, starting with 1
	 */
	record AttemptStarted(long number, Instant at, MessageView message, int attempt) implements Event {

		@Override
		public LogState state() {
			return LogState.ACTIVE;
		}

	}

	/**
	 * A delivery attempt failed.
	 *
	 * @param number number of this event
	 * @param at when it happened
	 * @param message the message
	 * @param attempt number of the attempt
	 * @param outcome how it ended, with the beginning of the answer
	 */
	record AttemptFailed(long number, Instant at, MessageView message, int attempt,
			AttemptOutcome outcome) implements Event {

		@Override
		public LogState state() {
			return LogState.ERROR;
		}

	}

	/**
	 * Another attempt will be made.
	 *
	 * @param number number of this event
	 * @param at when it happened
	 * @param message the message
	 * @param nextAttemptAt when the attempt is due
	 */
	record RetryScheduled(long number, Instant at, MessageView message, Instant nextAttemptAt) implements Event {

		@Override
		public LogState state() {
			return LogState.RETRY;
		}

	}

	/**
	 * The destination took the message. This is an end.
	 *
	 * @param number number of this event
	 * @param at when it happened
	 * @param message the message
	 * @param attempt number of the attempt that succeeded
	 * @param response the beginning of what the destination answered
	 */
	record Delivered(long number, Instant at, MessageView message, int attempt,
			AttemptOutcome.Responded response) implements Event {

		@Override
		public LogState state() {
			return LogState.DELIVERED;
		}

	}

	/**
	 * The message failed for good and is kept as a dead letter. This is an end.
	 *
	 * @param number number of this event
	 * @param at when it happened
	 * @param message the message
	 * @param dlqId id of the dead letter
	 */
	record DeadLettered(long number, Instant at, MessageView message, String dlqId) implements Event {

		@Override
		public LogState state() {
			return LogState.FAILED;
		}

	}

	/**
	 * Somebody asked to cancel the message.
	 *
	 * @param number number of this event
	 * @param at when it happened
	 * @param message the message
	 */
	record CancelRequested(long number, Instant at, MessageView message) implements Event {

		@Override
		public LogState state() {
			return LogState.CANCEL_REQUESTED;
		}

	}

	/**
	 * The message was cancelled. This is an end.
	 *
	 * @param number number of this event
	 * @param at when it happened
	 * @param message the message
	 */
	record Cancelled(long number, Instant at, MessageView message) implements Event {

		@Override
		public LogState state() {
			return LogState.CANCELLED;
		}

	}

}
