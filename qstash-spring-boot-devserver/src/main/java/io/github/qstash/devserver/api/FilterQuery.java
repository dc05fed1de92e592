package io.github.qstash.devserver.api;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.github.qstash.devserver.engine.MessageFilter;
import io.github.qstash.devserver.engine.Order;
import org.jspecify.annotations.Nullable;

/**
 * A query that chooses messages. A parameter that is unknown is refused, as QStash does:
 * without it, the call would be about messages that nobody asked for.
 */
final class FilterQuery {

	private static final List<String> DATES = List.of("fromDate", "toDate");

	private final RawQuery query;

	private final Set<FilterParameter> parameters;

	/**
	 * Read a query.
	 * @param query the query
	 * @param parameters what messages can be chosen by
	 * @param others names of parameters that have another meaning
	 */
	FilterQuery(RawQuery query, Set<FilterParameter> parameters, Collection<String> others) {
		this.query = query;
		this.parameters = parameters;
		Set<String> known = new HashSet<>(others);
		known.addAll(DATES);
		parameters.forEach((parameter) -> known.addAll(parameter.names()));
		query.names().stream().filter((name) -> !known.contains(name)).findFirst().ifPresent((name) -> {
			throw ApiException.badRequest("unknown parameter " + WireText.quote(name));
		});
	}

	/**
	 * Refuse a filter that lost its value on the way. A call that changes something would
	 * change everything.
	 * @return this query
	 */
	FilterQuery refuseBlank() {
		this.query.blankNames().stream().filter((name) -> !name.equals("cursor")).findFirst().ifPresent((name) -> {
			throw ApiException.badRequest(name + " must not be empty");
		});
		return this;
	}

	MessageFilter filter() {
		MessageFilter.Builder filter = MessageFilter.builder().fromDate(instant("fromDate")).toDate(instant("toDate"));
		this.parameters.forEach((parameter) -> filter.with(parameter.field(), parameter.values(this.query)));
		return filter.build();
	}

	List<String> all(String name) {
		return this.query.all(List.of(name), ",");
	}

	Optional<Integer> count(int max) {
		return text("count").map((value) -> {
			if (!value.matches("\\d{1,6}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > max) {
				throw ApiException.badRequest("count must be an integer from 1 to " + max);
			}
			return Integer.valueOf(value);
		});
	}

	Optional<String> cursor() {
		return text("cursor");
	}

	Optional<Order> order() {
		return text("order").map((value) -> switch (value) {
			case "earliestFirst" -> Order.EARLIEST_FIRST;
			case "latestFirst" -> Order.LATEST_FIRST;
			default -> throw ApiException
				.badRequest("order must be earliestFirst or latestFirst but was " + WireText.quote(value));
		});
	}

	private @Nullable Instant instant(String name) {
		return text(name).map((value) -> {
			if (!value.matches("\\d{1,15}")) {
				throw ApiException.badRequest(name + " must be an instant in unix milliseconds");
			}
			return Instant.ofEpochMilli(Long.parseLong(value));
		}).orElse(null);
	}

	private Optional<String> text(String name) {
		return this.query.first(name).filter((value) -> !value.isEmpty());
	}

}
