package io.github.qstash.devserver.engine;

import java.util.function.Predicate;

/**
 * What can be asked about messages and what happened to them, ended ones included.
 *
 * @param <R> type of the reply
 * @since 1.0.0
 */
public sealed interface HistoryCommand<R> extends Command<R> {

	/**
	 * Look at a message, which may have ended.
	 *
	 * @param messageId id of the message
	 */
	record Get(String messageId) implements HistoryCommand<MessageHistory> {

	}

	/**
	 * List messages, newest first.
	 *
	 * @param filter which of them
	 * @param before only those with a smaller {@link MessageHistory#number()}
	 * @param count how many at most
	 */
	record Find(Predicate<MessageHistory> filter, long before, int count) implements HistoryCommand<FoundMessages> {

	}

	/**
	 * List messages that something happened to.
	 *
	 * @param after number of the last event that is known already
	 * @param count how many at most
	 */
	record ListChanged(long after, int count) implements HistoryCommand<ChangedMessages> {

	}

}
