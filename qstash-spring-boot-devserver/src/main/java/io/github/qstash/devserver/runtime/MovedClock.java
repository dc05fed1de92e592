package io.github.qstash.devserver.runtime;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/**
 * A clock that stands still until it is moved. A server with such a clock delivers at
 * once what is due, and hands the outcomes of one instant to the engine in the order in
 * which the attempts started, when all of them have ended.
 *
 * @since 1.0.0
 * @see Control#time()
 */
public final class MovedClock extends Clock {

	private final Supplier<Instant> start;

	private volatile Instant now;

	/**
	 * Create a clock.
	 * @param start tells the instant at which the clock stands now, and after each reset
	 */
	public MovedClock(Supplier<Instant> start) {
		this.start = start;
		this.now = start.get();
	}

	@Override
	public Instant instant() {
		return this.now;
	}

	// only a new time may begin earlier
	void moveTo(Instant instant) {
		if (instant.isAfter(this.now)) {
			this.now = instant;
		}
	}

	void restart() {
		this.now = this.start.get();
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		if (!zone.equals(getZone())) {
			throw new UnsupportedOperationException("This clock is in UTC");
		}
		return this;
	}

}
