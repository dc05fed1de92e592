package io.github.qstash.message;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The checks that options of messages and callbacks share. Each returns what it was
 * given, or names the option, the value and what would be right.
 */
final class MessageOptions {

	// "." and ".." would be another path to every proxy that normalises
	private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]+");

	private static final int MAX_SHOWN = 200;

	private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

	private static final Pattern USER = Pattern.compile("^([^/]*//)?[^/]*@");

	private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

	private MessageOptions() {
	}

	static boolean isName(String value) {
		return NAME.matcher(value).matches();
	}

	static String name(String option, String value) {
		if (!isName(value)) {
			throw new InvalidMessageException(option,
					"must consist of letters, digits, '-', '_' and '.' but was '" + shown(value) + "'");
		}
		return value;
	}

	static int notNegative(String option, int value) {
		if (value < 0) {
			throw new InvalidMessageException(option, "must not be negative but was " + value);
		}
		return value;
	}

	static int positive(String option, int value) {
		if (value < 1) {
			throw new InvalidMessageException(option, "must be greater than 0 but was " + value);
		}
		return value;
	}

	static Duration notNegative(String option, Duration value) {
		if (value.isNegative()) {
			throw new InvalidMessageException(option, "must not be negative but was " + value);
		}
		return value;
	}

	static Duration positive(String option, Duration value) {
		if (value.isZero() || value.isNegative()) {
			throw new InvalidMessageException(option, "must be greater than 0 but was " + value);
		}
		return value;
	}

	static String headerName(String option, String name) {
		if (!TOKEN.matcher(name).matches()) {
			throw new InvalidMessageException(option, "must be a header name but was '" + shown(name) + "'");
		}
		return name;
	}

	// without the blanks around it, which HTTP drops on the way
	static String headerValue(String option, String value) {
		for (int i = 0; i < value.length(); i++) {
			int character = value.codePointAt(i);
			if (Character.isSupplementaryCodePoint(character)) {
				i++;
			}
			else if (!isLegal(character)) {
				// the value may be a secret and is not shown
				throw new InvalidMessageException(option,
						"must be a header value but has the character U+%04X at position %d".formatted(character, i));
			}
		}
		return withoutBlanksAround(value);
	}

	private static boolean isLegal(int character) {
		return (character >= ' ' || character == '\t') && character != 0x7f && !Character.isSurrogate((char) character);
	}

	private static String withoutBlanksAround(String value) {
		int start = 0;
		int end = value.length();
		while (start < end && isBlank(value.charAt(start))) {
			start++;
		}
		while (start < end && isBlank(value.charAt(end - 1))) {
			end--;
		}
		return value.substring(start, end);
	}

	private static boolean isBlank(char character) {
		return character == ' ' || character == '\t';
	}

	static String headerText(String option, String value) {
		if (value.isBlank()) {
			throw new InvalidMessageException(option, "must not be empty");
		}
		return headerValue(option, value);
	}

	// in short, in one line, and without the parts of a URL that may hold a secret
	static String shown(String text) {
		int query = text.indexOf('?');
		String shown = (query < 0) ? text : text.substring(0, query) + "?…";
		shown = CONTROL.matcher(USER.matcher(shown).replaceFirst("$1")).replaceAll("?");
		return (shown.length() <= MAX_SHOWN) ? shown : shown.substring(0, MAX_SHOWN) + "…";
	}

}
