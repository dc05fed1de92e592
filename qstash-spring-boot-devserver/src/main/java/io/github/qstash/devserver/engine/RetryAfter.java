package io.github.qstash.devserver.engine;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Response headers by which a destination says when it wants the retry: seconds, an HTTP
 * date or a duration as Go writes it. More than a day is not listened to.
 */
final class RetryAfter {

	private static final List<String> HEADERS = List.of("Retry-After", "X-Ratelimit-Reset",
			"X-Ratelimit-Reset-Requests", "X-Ratelimit-Reset-Tokens");

	private static final int MAX_LENGTH = 64;

	private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

	// the name of the day is not checked: destinations get it wrong
	private static final Pattern DATE = Pattern.compile("[A-Za-z]{3}, (\\d{1,2} [A-Za-z]{3} \\d{4} [\\d:]{8}) GMT");

	private static final DateTimeFormatter DATE_FORMAT = DateTimeFormatter
		.ofPattern("d MMM yyyy HH:mm:ss", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private static final Pattern DURATION = Pattern.compile("(?:\\d{1,9}(?:\\.\\d{0,9})?(?:ns|us|µs|μs|ms|s|m|h))+");

	private static final Pattern DURATION_PART = Pattern.compile("([\\d.]+)(ns|us|µs|μs|ms|s|m|h)");

	private RetryAfter() {
	}

	// Return the delay that the headers ask for, if they do.
	static @Nullable Duration in(Map<String, List<String>> headers, Instant now) {
		for (String name : HEADERS) {
			for (String value : headers.getOrDefault(name, List.of())) {
				Duration delay = parse(value.trim(), now);
				if (delay != null && delay.compareTo(Retries.MAX_DELAY) <= 0) {
					return delay;
				}
			}
		}
		return null;
	}

	private static @Nullable Duration parse(String value, Instant now) {
		if (value.length() > MAX_LENGTH) {
			return null;
		}
		if (SECONDS.matcher(value).matches()) {
			return Duration.ofSeconds(Long.parseLong(value));
		}
		if (DURATION.matcher(value).matches()) {
			return duration(value);
		}
		Matcher date = DATE.matcher(value);
		return date.matches() ? until(date.group(1), now) : null;
	}

	private static Duration duration(String value) {
		double nanos = DURATION_PART.matcher(value)
			.results()
			.mapToDouble((part) -> Double.parseDouble(part.group(1)) * nanosOf(part.group(2)))
			.sum();
		return Duration.ofNanos((long) nanos);
	}

	private static double nanosOf(String unit) {
		return switch (unit) {
			case "ns" -> 1;
			case "ms" -> 1e6;
			case "s" -> 1e9;
			case "m" -> 60e9;
			case "h" -> 3600e9;
			default -> 1e3;
		};
	}

	private static @Nullable Duration until(String date, Instant now) {
		try {
			Duration delay = Duration.between(now, DATE_FORMAT.parse(date, Instant::from));
			return delay.isNegative() ? Duration.ZERO : delay;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

}
