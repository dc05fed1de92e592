package io.github.qstash.receive;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * Whether a message is handled once although it may be delivered more often.
 *
 * @param enabled whether it is
 * @param ttl how long a message that was handled is remembered
 * @param inProgressTimeout how long a handler may take. After this time the instance that
 * handles the message is taken as crashed, and the next delivery is handled
 * @since 1.0.0
 */
public record IdempotencySettings(boolean enabled, Duration ttl, Duration inProgressTimeout) {

	/** The longest duration, ten years. Not every store can count further. */
	public static final Duration MAX_DURATION = Duration.ofDays(3652);

	/**
	 * Create settings.
	 * @throws IllegalArgumentException if a duration is not from a millisecond to
	 * {@link #MAX_DURATION}
	 */
	public IdempotencySettings {
		requireInRange(ttl, "ttl");
		requireInRange(inProgressTimeout, "inProgressTimeout");
	}

	/**
	 * Return the settings that nothing else was said about: not enabled; a day, which is
	 * the longest that QStash waits between two attempts, and five minutes.
	 * @return the settings
	 */
	public static IdempotencySettings defaults() {
		return new IdempotencySettings(false, Duration.ofDays(1), Duration.ofMinutes(5));
	}

	/**
	 * Return these settings, on or off.
	 * @param enabled whether a message is handled once
	 * @return other settings
	 */
	public IdempotencySettings withEnabled(boolean enabled) {
		return new IdempotencySettings(enabled, this.ttl, this.inProgressTimeout);
	}

	/**
	 * Return these settings with another time to remember.
	 * @param ttl how long a message that was handled is remembered
	 * @return other settings
	 */
	public IdempotencySettings withTtl(Duration ttl) {
		return new IdempotencySettings(this.enabled, ttl, this.inProgressTimeout);
	}

	/**
	 * Return these settings with another time to handle.
	 * @param inProgressTimeout how long a handler may take
	 * @return other settings
	 */
	public IdempotencySettings withInProgressTimeout(Duration inProgressTimeout) {
		return new IdempotencySettings(this.enabled, this.ttl, inProgressTimeout);
	}

	private static void requireInRange(Duration duration, String name) {
		Assert.isTrue(isInRange(duration),
				() -> "'" + name + "' must be from a millisecond to ten years, but was " + duration);
	}

	static boolean isInRange(Duration duration) {
		return duration.compareTo(Duration.ofMillis(1)) >= 0 && duration.compareTo(MAX_DURATION) <= 0;
	}

}
