package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A flow-control key, as it is at the moment.
 *
 * @param key the key
 * @param waiting attempts that are due and wait for the limits of the key
 * @param maxParallelism attempts that may run at once, if limited
 * @param parallelism attempts that are running
 * @param maxRate attempts that may start per period, if limited
 * @param rate attempts that started in the present period
 * @param period length of a period
 * @param periodStart when the last period began, if there was one
 * @param paused whether no attempt starts
 * @param parallelismPinned whether messages cannot change the parallelism
 * @param ratePinned whether messages cannot change rate and period
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/flowcontrol">QStash: flow
 * control</a>
 */
public record FlowKeyView(String key, int waiting, @Nullable Integer maxParallelism, int parallelism,
		@Nullable Integer maxRate, int rate, Duration period, @Nullable Instant periodStart, boolean paused,
		boolean parallelismPinned, boolean ratePinned) {

}
