package io.github.qstash.devserver.runtime;

import java.time.Duration;

/**
 * How far waiting and moving the clock may go.
 *
 * @param patience how long to wait, in real time, for the server to become idle; when the
 * clock is moved, at each instant at which it stops
 * @param stops how many instants the clock may stop at when it is moved once
 * @since 1.0.0
 */
public record Bounds(Duration patience, int stops) {

	/** Ten seconds, 100,000 stops. */
	public static final Bounds DEFAULT = new Bounds(Duration.ofSeconds(10), 100_000);

	/**
	 * Create the bounds.
	 * @param patience a positive duration
	 * @param stops a positive number
	 */
	public Bounds {
		if (patience.isNegative() || patience.isZero()) {
			throw new IllegalArgumentException("'patience' must be positive but was " + patience);
		}
		if (stops < 1) {
			throw new IllegalArgumentException("'stops' must be positive but was " + stops);
		}
	}

	/**
	 * Return the same bounds with another patience.
	 * @param patience how long to wait in real time
	 * @return the bounds
	 */
	public Bounds withPatience(Duration patience) {
		return new Bounds(patience, this.stops);
	}

	/**
	 * Return the same bounds with another number of stops.
	 * @param stops how many instants the clock may stop at
	 * @return the bounds
	 */
	public Bounds withStops(int stops) {
		return new Bounds(this.patience, stops);
	}

}
