package io.github.qstash.devserver.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Limits that a message shares with all messages of the same key.
 *
 * @param key the key
 * @param parallelism attempts that may run at once, if limited
 * @param rate attempts that may start per period, if limited
 * @param period the period of the rate
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/flowcontrol">QStash: flow
 * control</a>
 */
public record FlowControl(String key, @Nullable Integer parallelism, @Nullable Integer rate, Duration period) {

	/** The period if a publisher does not say. */
	public static final Duration DEFAULT_PERIOD = Duration.ofSeconds(1);

	/** The longest period. */
	public static final Duration MAX_PERIOD = Duration.ofDays(7);

}
