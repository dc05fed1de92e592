package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * A flow-control key of the {@link ReferenceQStash}.
 */
final class ReferenceKey {

	Integer parallelism;

	Integer rate;

	Duration period = Duration.ofSeconds(1);

	boolean parallelismPinned;

	boolean ratePinned;

	boolean paused;

	private Instant start;

	private int starts;

	void bring(FlowControl limits) {
		if (!this.parallelismPinned) {
			this.parallelism = limits.parallelism();
		}
		if (!this.ratePinned) {
			this.rate = limits.rate();
			this.period = limits.period();
		}
	}

	void pin(Instant now, FlowControlCommand.Pin pin) {
		if (pin.parallelism() != null) {
			this.parallelism = pin.parallelism();
			this.parallelismPinned = true;
		}
		if (pin.rate() != null) {
			this.rate = pin.rate();
			this.period = pin.period();
			this.ratePinned = true;
		}
		newPeriod(now);
	}

	void unpin(FlowControlCommand.Unpin unpin) {
		this.parallelismPinned = this.parallelismPinned && !unpin.parallelism();
		this.ratePinned = this.ratePinned && !unpin.rate();
	}

	void newPeriod(Instant now) {
		this.start = now;
		this.starts = 0;
	}

	void started(Instant now) {
		if (isOver(now)) {
			newPeriod(now);
		}
		this.starts++;
	}

	int count(Instant now) {
		return isOver(now) ? 0 : this.starts;
	}

	boolean full(int running) {
		return this.parallelism != null && running >= this.parallelism;
	}

	boolean rateUsed(Instant now) {
		return this.rate != null && count(now) >= this.rate;
	}

	private boolean isOver(Instant now) {
		return this.start == null || !now.isBefore(nextPeriod());
	}

	Instant nextPeriod() {
		return this.start.plus(this.period);
	}

	FlowKeyView view(String name, int waiting, int running, Instant now) {
		return new FlowKeyView(name, waiting, this.parallelism, running, this.rate, count(now), this.period, this.start,
				this.paused, this.parallelismPinned, this.ratePinned);
	}

}
