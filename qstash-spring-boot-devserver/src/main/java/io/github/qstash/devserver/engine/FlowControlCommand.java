package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What can be done with flow-control keys. A key comes into being with the first message
 * that has it, or when it is paused or pinned.
 *
 * @param <R> type of the reply
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/flowcontrol">QStash: flow
 * control</a>
 */
public sealed interface FlowControlCommand<R> extends Command<R> {

	/**
	 * List keys in the order in which they came.
	 *
	 * @param search what the key contains; empty for all keys
	 */
	record ListAll(String search) implements FlowControlCommand<List<FlowKeyView>> {

	}

	/**
	 * Look at a key.
	 *
	 * @param key the key
	 */
	record Get(String key) implements FlowControlCommand<FlowKeyView> {

	}

	/**
	 * Let no attempt start any more. The rate period goes on.
	 *
	 * @param key the key
	 */
	record Pause(String key) implements FlowControlCommand<Done> {

	}

	/**
	 * Let attempts start again, in the order in which they wait.
	 *
	 * @param key the key
	 */
	record Resume(String key) implements FlowControlCommand<Done> {

	}

	/**
	 * Fix limits, whatever limits messages bring, and begin a new rate period.
	 *
	 * @param key the key
	 * @param parallelism attempts that may run at once; {@code null} to leave it as it is
	 * @param rate attempts that may start per period; {@code null} to leave it as it is
	 * @param period the period of the rate
	 */
	record Pin(String key, @Nullable Integer parallelism, @Nullable Integer rate,
			Duration period) implements FlowControlCommand<Done> {

	}

	/**
	 * Let messages bring limits again. Until one does, what was pinned stays in force.
	 *
	 * @param key the key
	 * @param parallelism whether the parallelism is released
	 * @param rate whether rate and period are released
	 */
	record Unpin(String key, boolean parallelism, boolean rate) implements FlowControlCommand<Done> {

	}

	/**
	 * Begin a new rate period.
	 *
	 * @param key the key
	 */
	record ResetRate(String key) implements FlowControlCommand<Done> {

	}

	/**
	 * Begin a new rate period, and count no attempt as running.
	 *
	 * @param key the key
	 */
	record Reset(String key) implements FlowControlCommand<Done> {

	}

	/**
	 * Count the attempts that are running, with a key or without.
	 */
	record CountRunning() implements FlowControlCommand<Integer> {

	}

}
