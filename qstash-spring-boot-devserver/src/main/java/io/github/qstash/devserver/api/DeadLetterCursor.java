package io.github.qstash.devserver.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page of the dead letters starts: at an id, or where it was if that letter is
 * gone meanwhile.
 *
 * @param millis when the letter came, in unix milliseconds
 * @param number its number within that millisecond
 */
record DeadLetterCursor(long millis, long number) {

	private static final Pattern ID = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

	private static final DeadLetterCursor START = new DeadLetterCursor(0, 0);

	static DeadLetterCursor parse(String text) {
		if (text.isEmpty()) {
			return START;
		}
		Matcher id = ID.matcher(text);
		if (!id.matches()) {
			throw ApiException.badRequest("invalid cursor");
		}
		return new DeadLetterCursor(Long.parseLong(id.group(1)), Long.parseLong(id.group(2)));
	}

	boolean isAtOrBefore(String dlqId) {
		DeadLetterCursor other = parse(dlqId);
		return (this.millis != other.millis) ? this.millis < other.millis : this.number <= other.number;
	}

}
