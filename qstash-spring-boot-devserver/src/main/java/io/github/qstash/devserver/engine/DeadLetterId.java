package io.github.qstash.devserver.engine;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Id of a dead letter, in the order of their coming.
 *
 * @param millis when the letter came, in unix milliseconds
 * @param number its number within that millisecond
 */
record DeadLetterId(long millis, long number) implements Comparable<DeadLetterId> {

	private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

	private static final Comparator<DeadLetterId> ORDER = Comparator.comparingLong(DeadLetterId::millis)
		.thenComparingLong(DeadLetterId::number);

	// Return the id, or null if the text is none.
	static @Nullable DeadLetterId parse(String text) {
		Matcher parts = TEXT.matcher(text);
		return parts.matches() ? new DeadLetterId(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)))
				: null;
	}

	// Return the id of the next letter, if that comes now.
	DeadLetterId next(long now) {
		return (now == this.millis) ? new DeadLetterId(now, this.number + 1) : new DeadLetterId(now, 0);
	}

	@Override
	public int compareTo(DeadLetterId other) {
		return ORDER.compare(this, other);
	}

	@Override
	public String toString() {
		return this.millis + "-" + this.number;
	}

}
