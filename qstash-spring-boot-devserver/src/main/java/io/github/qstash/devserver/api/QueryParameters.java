package io.github.qstash.devserver.api;

import java.util.Optional;

/**
 * Rules that the parameters of lists have in common. A filter that this server does not
 * know yet is refused: without it, the list would show what nobody asked for.
 */
final class QueryParameters {

	private final RawQuery query;

	private QueryParameters(RawQuery query) {
		this.query = query;
	}

	static QueryParameters of(RawQuery query) {
		return new QueryParameters(query);
	}

	QueryParameters refuseUnsupported(String... names) {
		for (String name : names) {
			if (this.query.has(name)) {
				throw ApiException
					.badRequest("the filter " + name + " is not supported by this development server yet");
			}
		}
		return this;
	}

	QueryParameters refuseOrderOtherThan(String order) {
		this.query.first("order").filter((value) -> !value.equals(order)).ifPresent((value) -> {
			throw ApiException.badRequest("the order " + WireText.quote(value) + " is not supported, only " + order);
		});
		return this;
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

	Optional<Integer> count(int max) {
		return this.query.first("count").filter((value) -> !value.isEmpty()).map((value) -> {
			if (!value.matches("\\d{1,6}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > max) {
				throw ApiException.badRequest("count must be an integer from 1 to " + max);
			}
			return Integer.valueOf(value);
		});
	}

}
