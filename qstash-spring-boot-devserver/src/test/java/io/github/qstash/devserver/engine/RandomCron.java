package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A random cron expression, and a naive look at it: every minute of local time is asked
 * whether it matches.
 */
final class RandomCron {

	private static final List<String> ZONES = List.of("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata",
			"Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca");

	private static final Duration HORIZON = Duration.ofDays(30);

	private final Random random;

	private final ZoneId zone;

	private final List<Set<Integer>> fields = new ArrayList<>();

	private final String text;

	RandomCron(Random random) {
		this(random, 3, 2, 4, 6, 4);
	}

	private RandomCron(Random random, int... wildcards) {
		this.random = random;
		this.zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
		String expression = String.join(" ", field(0, 59, wildcards[0]), field(0, 23, wildcards[1]),
				field(1, 31, wildcards[2]), field(1, 12, wildcards[3]), field(0, 6, wildcards[4]));
		this.text = this.zone.getId().equals("UTC") ? expression : "CRON_TZ=" + this.zone + " " + expression;
	}

	/**
	 * An expression that comes true in most hours of most days.
	 */
	static RandomCron often(Random random) {
		return new RandomCron(random, 2, 8, 8, 8, 8);
	}

	String text() {
		return this.text;
	}

	/**
	 * The next instants, as far as they come soon.
	 */
	List<Instant> naive(Instant after, int count) {
		List<Instant> found = new ArrayList<>();
		Instant minute = after.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
		while (found.size() < count && minute.isBefore(after.plus(HORIZON))) {
			if (matches(minute)) {
				found.add(minute);
			}
			minute = minute.plus(1, ChronoUnit.MINUTES);
		}
		return found;
	}

	boolean matches(Instant minute) {
		ZonedDateTime local = minute.atZone(this.zone);
		boolean dayOfMonth = has(2, local.getDayOfMonth());
		boolean dayOfWeek = has(4, local.getDayOfWeek().getValue() % 7);
		boolean either = isRestricted(2) && isRestricted(4);
		return has(0, local.getMinute()) && has(1, local.getHour()) && has(3, local.getMonthValue())
				&& (either ? (dayOfMonth || dayOfWeek) : (dayOfMonth && dayOfWeek));
	}

	private boolean has(int field, int value) {
		return !isRestricted(field) || this.fields.get(field).contains(value);
	}

	private boolean isRestricted(int field) {
		return !this.fields.get(field).isEmpty();
	}

	private String field(int min, int max, int wildcards) {
		Set<Integer> values = new TreeSet<>();
		this.fields.add(values);
		if (this.random.nextInt(8) < wildcards) {
			return "*";
		}
		List<String> parts = new ArrayList<>();
		for (int i = 0; i <= this.random.nextInt(3); i++) {
			parts.add(part(min, max, values));
		}
		return String.join(",", parts);
	}

	private String part(int min, int max, Set<Integer> values) {
		int low = min + this.random.nextInt(max - min + 1);
		int high = low + this.random.nextInt(max - low + 1);
		int step = 1 + this.random.nextInt(5);
		return switch (this.random.nextInt(4)) {
			case 0 -> add(values, low, high, step, low + "-" + high + "/" + step);
			case 1 -> add(values, low, high, 1, low + "-" + high);
			case 2 -> add(values, low, max, step, low + "/" + step);
			default -> add(values, low, low, 1, String.valueOf(low));
		};
	}

	private static String add(Set<Integer> values, int low, int high, int step, String text) {
		for (int value = low; value <= high; value += step) {
			values.add(value);
		}
		return text;
	}

}
