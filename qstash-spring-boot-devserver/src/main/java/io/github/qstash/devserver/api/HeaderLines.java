package io.github.qstash.devserver.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Headers in the order in which they came, found without regard to case.
 */
final class HeaderLines {

	private final List<Line> lines;

	HeaderLines(List<Line> lines) {
		this.lines = List.copyOf(lines);
	}

	/**
	 * Add lines whose names are not there yet.
	 * @param others the lines
	 * @return these lines, then the others
	 */
	HeaderLines withDefaults(List<Line> others) {
		List<Line> all = new ArrayList<>(this.lines);
		others.stream().filter((other) -> first(other.name()).isEmpty()).forEach(all::add);
		return new HeaderLines(all);
	}

	Optional<String> first(String name) {
		return all(name).findFirst();
	}

	Stream<String> all(String name) {
		return this.lines.stream()
			.filter((line) -> line.name().equalsIgnoreCase(name))
			.map((line) -> line.value().trim());
	}

	/**
	 * Return the lines whose names start with a prefix.
	 * @param prefix the prefix, in any case
	 * @return the lines, without the prefix
	 */
	List<Line> under(String prefix) {
		String start = prefix.toLowerCase(Locale.ROOT);
		return this.lines.stream()
			.filter((line) -> line.name().toLowerCase(Locale.ROOT).startsWith(start))
			.filter((line) -> line.name().length() > start.length())
			.map((line) -> new Line(line.name().substring(start.length()), line.value()))
			.toList();
	}

	Stream<Line> stream() {
		return this.lines.stream();
	}

	/**
	 * One header.
	 *
	 * @param name its name as it was written
	 * @param value its value
	 */
	record Line(String name, String value) {

	}

}
