package io.github.qstash.devserver.engine;

import java.util.function.UnaryOperator;

/**
 * What can be done with dead letters.
 *
 * @param <R> type of the reply
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/dlq">QStash: dead letter
 * queue</a>
 */
public sealed interface DeadLetterCommand<R> extends Command<R> {

	/**
	 * List dead letters.
	 *
	 * @param filter which of them
	 */
	record Find(DeadLetterFilter filter) implements DeadLetterCommand<Page<DeadLetter>> {

	}

	/**
	 * Look at a dead letter.
	 *
	 * @param dlqId id of the dead letter
	 */
	record Get(String dlqId) implements DeadLetterCommand<DeadLetter> {

	}

	/**
	 * Delete a dead letter.
	 *
	 * @param dlqId id of the dead letter
	 */
	record Delete(String dlqId) implements DeadLetterCommand<Done> {

	}

	/**
	 * Delete a page of dead letters. The reply is what was deleted; ids that are unknown
	 * do not count.
	 *
	 * @param filter which of them
	 */
	record DeleteMany(DeadLetterFilter filter) implements DeadLetterCommand<Page<DeadLetter>> {

	}

	/**
	 * Send a dead letter again, at once, as a new message with the same destination, body
	 * and options, except that its delay is over and its deduplication does not count.
	 *
	 * @param dlqId id of the dead letter
	 * @param overrides changes to the options
	 */
	record Retry(String dlqId, UnaryOperator<MessageSpec> overrides) implements DeadLetterCommand<Receipt> {

	}

	/**
	 * Send a page of dead letters again, as {@link Retry} does; none of them if one of
	 * the ids is unknown.
	 *
	 * @param filter which of them
	 * @param overrides changes to the options of each
	 */
	record RetryMany(DeadLetterFilter filter,
			UnaryOperator<MessageSpec> overrides) implements DeadLetterCommand<Page<Receipt>> {

	}

}
