package io.github.qstash.devserver.api;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The raw query of a request. A publish request mixes two things in it: configuration of
 * QStash, and the query of the destination, which must survive byte for byte.
 */
final class RawQuery {

	static final String TOKEN = "qstash_token";

	private static final RawQuery NONE = new RawQuery(null);

	private final @Nullable String raw;

	private RawQuery(@Nullable String raw) {
		this.raw = raw;
	}

	static RawQuery of(@Nullable String raw) {
		return (raw != null) ? new RawQuery(raw) : NONE;
	}

	/**
	 * Return the query without the parameters that are meant for QStash.
	 * @return the rest as it came, or {@code null} if there is no query (left)
	 */
	@Nullable String ofDestination() {
		if (this.raw == null) {
			return null;
		}
		List<String> pairs = pairs();
		List<String> kept = pairs.stream().filter((pair) -> !isConfiguration(pair)).toList();
		if (kept.size() == pairs.size()) {
			return this.raw;
		}
		return kept.isEmpty() ? null : String.join("&", kept);
	}

	/**
	 * Return the configuration of QStash that is in the query.
	 * @return parameters whose names start with {@code upstash-}, decoded
	 */
	List<HeaderLines.Line> configuration() {
		return pairs().stream()
			.filter(RawQuery::isConfiguration)
			.filter((pair) -> !name(pair).equals(TOKEN))
			.map((pair) -> new HeaderLines.Line(name(pair), value(pair)))
			.toList();
	}

	Optional<String> first(String name) {
		return pairs().stream().filter((pair) -> name(pair).equals(name)).map(RawQuery::value).findFirst();
	}

	/**
	 * Return the values of a parameter that may have several, and may be repeated.
	 * @param names name of the parameter and its other spellings
	 * @param separator regular expression that separates values
	 * @return the values, without blank ones
	 */
	List<String> all(Collection<String> names, String separator) {
		return pairs().stream()
			.filter((pair) -> names.contains(name(pair)))
			.flatMap((pair) -> Stream.of(value(pair).split(separator)))
			.map(String::trim)
			.filter((value) -> !value.isEmpty())
			.toList();
	}

	/**
	 * Return the names of all parameters that are not configuration of QStash.
	 * @return the names, decoded
	 */
	List<String> names() {
		return names((pair) -> true);
	}

	/**
	 * Return the names of those that have no value.
	 * @return the names, decoded
	 */
	List<String> blankNames() {
		return names((pair) -> value(pair).isBlank());
	}

	private List<String> names(Predicate<String> rule) {
		return pairs().stream()
			.filter((pair) -> !pair.isEmpty() && !isConfiguration(pair))
			.filter(rule)
			.map(RawQuery::name)
			.toList();
	}

	private List<String> pairs() {
		return (this.raw != null) ? List.of(this.raw.split("&", -1)) : List.of();
	}

	private static boolean isConfiguration(String pair) {
		String name = name(pair).toLowerCase(Locale.ROOT);
		return name.equals(TOKEN) || name.startsWith("upstash-");
	}

	private static String name(String pair) {
		int equals = pair.indexOf('=');
		return decodeOrKeep((equals < 0) ? pair : pair.substring(0, equals));
	}

	private static String value(String pair) {
		int equals = pair.indexOf('=');
		return (equals < 0) ? "" : WireText.percentDecodeQuery(pair.substring(equals + 1));
	}

	private static String decodeOrKeep(String name) {
		try {
			return WireText.percentDecodeQuery(name);
		}
		catch (ApiException ex) {
			// not ours, so it is for the destination to make sense of it
			return name;
		}
	}

}
