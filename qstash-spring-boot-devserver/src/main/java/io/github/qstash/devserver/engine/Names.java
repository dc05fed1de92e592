package io.github.qstash.devserver.engine;

import java.util.regex.Pattern;

/**
 * What a queue, a URL group or a schedule may be called.
 */
final class Names {

	static final int MAX_LENGTH = 255;

	private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9._-]+");

	private Names() {
	}

	static boolean hasValidCharacters(String name) {
		return CHARACTERS.matcher(name).matches();
	}

	static void check(String field, String name) {
		if (name.isEmpty()) {
			throw RefusedException.invalid("invalid " + field + ": it is empty");
		}
		checkLength(field, name);
		if (!hasValidCharacters(name)) {
			throw RefusedException.invalid("invalid " + field + ": only letters, digits, '-', '_' and '.' are allowed");
		}
	}

	static void checkLength(String field, String name) {
		checkLength(field, name, MAX_LENGTH);
	}

	static void checkLength(String field, String name, int max) {
		if (name.length() > max) {
			throw RefusedException.invalid(
					"invalid " + field + ": it has " + name.length() + " characters, at most " + max + " are allowed");
		}
	}

}
