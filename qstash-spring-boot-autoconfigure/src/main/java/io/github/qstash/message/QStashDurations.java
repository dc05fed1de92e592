package io.github.qstash.message;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The format of durations in QStash headers: integers with the units {@code d},
 * {@code h}, {@code m} and {@code s}, for example {@code 1d10h30m}.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/delay">QStash: delay</a>
 */
public final class QStashDurations {

	private static final Pattern FORMAT = Pattern
		.compile("(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s?)?");

	private QStashDurations() {
	}

	/**
	 * Format a duration as whole seconds. Fractions are rounded up, so that a delivery is
	 * never earlier than asked for.
	 * @param duration the duration, zero or positive
	 * @return the header value, for example {@code 90s}
	 */
	public static String format(Duration duration) {
		long seconds = duration.getSeconds() + ((duration.getNano() > 0) ? 1 : 0);
		return seconds + "s";
	}

	/**
	 * Parse a header value. A bare integer is taken as seconds.
	 * @param value the header value
	 * @return the duration, or {@code null} if the value is not a duration
	 */
	public static @Nullable Duration parse(String value) {
		Matcher matcher = FORMAT.matcher(value.trim());
		if (value.isBlank() || !matcher.matches()) {
			return null;
		}
		return Duration.ofDays(number(matcher.group(1)))
			.plusHours(number(matcher.group(2)))
			.plusMinutes(number(matcher.group(3)))
			.plusSeconds(number(matcher.group(4)));
	}

	private static long number(@Nullable String digits) {
		return (digits != null) ? Long.parseLong(digits) : 0;
	}

}
