package io.github.qstash.devserver.engine;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What can be done with queues.
 *
 * @param <R> type of the reply
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/queues">QStash: queues</a>
 */
public sealed interface QueueCommand<R> extends Command<R> {

	/**
	 * Create a queue or change it. Members under way go on when there are fewer slots
	 * than before.
	 *
	 * @param name name of the queue
	 * @param parallelism members that may be under way at once, at least 1; {@code null}
	 * for 1, or for no change
	 * @param paused whether it is paused; {@code null} for no, or for no change
	 */
	record Upsert(String name, @Nullable Integer parallelism, @Nullable Boolean paused) implements QueueCommand<Done> {

	}

	/**
	 * List all queues in the order of their creation.
	 */
	record ListAll() implements QueueCommand<List<QueueView>> {

	}

	/**
	 * Look at a queue.
	 *
	 * @param name name of the queue
	 */
	record Get(String name) implements QueueCommand<QueueView> {

	}

	/**
	 * Delete a queue, if it exists, and cancel its members.
	 *
	 * @param name name of the queue
	 */
	record Delete(String name) implements QueueCommand<Done> {

	}

	/**
	 * Let no attempt of a member start any more. Members are accepted still.
	 *
	 * @param name name of the queue
	 */
	record Pause(String name) implements QueueCommand<Done> {

	}

	/**
	 * Let attempts start again, those of the earliest members first.
	 *
	 * @param name name of the queue
	 */
	record Resume(String name) implements QueueCommand<Done> {

	}

}
