package io.github.qstash.devserver.api;

import java.util.ArrayList;
import java.util.List;
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
		for (Line line : this.lines) {
			if (line.name().equalsIgnoreCase(name)) {
				return Optional.of(line.value().trim());
			}
		}
		return Optional.empty();
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
		int length = prefix.length();
		List<Line> under = new ArrayList<>();
		for (Line line : this.lines) {
			if (line.name().length() > length && line.name().regionMatches(true, 0, prefix, 0, length)) {
				under.add(new Line(line.name().substring(length), line.value()));
			}
		}
		return under;
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
