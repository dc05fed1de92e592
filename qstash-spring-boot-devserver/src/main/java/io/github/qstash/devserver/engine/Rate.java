package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How many attempts may start per period. A period begins with the first start after the
 * end of the one before, or when it is reset.
 */
final class Rate {

	private @Nullable Integer max;

	private Duration period = FlowControl.DEFAULT_PERIOD;

	private @Nullable Instant start;

	private int count;

	// The period that is running goes on, with its new length.
	void limit(@Nullable Integer max, Duration period) {
		this.max = max;
		this.period = period;
	}

	// Return when the next attempt may start: now, or later.
	Instant next(Instant now) {
		if (this.max == null || this.start == null || count(now) < this.max) {
			return now;
		}
		return this.start.plus(this.period);
	}

	void started(Instant now) {
		if (isOver(now)) {
			reset(now);
		}
		this.count++;
	}

	void reset(Instant now) {
		this.start = now;
		this.count = 0;
	}

	// Return how many attempts started in the present period.
	int count(Instant now) {
		return isOver(now) ? 0 : this.count;
	}

	@Nullable Integer max() {
		return this.max;
	}

	Duration period() {
		return this.period;
	}

	// When the last period began, if there was one.
	@Nullable Instant start() {
		return this.start;
	}

	private boolean isOver(Instant now) {
		return this.start == null || !now.isBefore(this.start.plus(this.period));
	}

}
