package io.github.qstash.devserver.api;

import java.util.Optional;

/**
 * Query parameters as typed values. A malformed one is refused with a text that names the
 * parameter and the form it must have.
 */
final class QueryValues {

	private final RawQuery query;

	QueryValues(RawQuery query) {
		this.query = query;
	}

	boolean flag(String name) {
		String value = this.query.first(name).orElse("");
		if (!value.isEmpty() && !value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
			throw HeaderValues.malformed(name, "must be true or false", value);
		}
		return Boolean.parseBoolean(value);
	}

	Optional<Integer> positive(String name) {
		return this.query.first(name).filter((value) -> !value.isEmpty()).map((value) -> {
			if (!value.matches("\\d{1,9}") || Integer.parseInt(value) == 0) {
				throw HeaderValues.malformed(name, "must be a positive integer", value);
			}
			return Integer.valueOf(value);
		});
	}

}
