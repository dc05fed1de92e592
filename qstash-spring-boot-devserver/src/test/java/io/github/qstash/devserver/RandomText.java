package io.github.qstash.devserver;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Random text with what mappings get wrong: other letters than those of ASCII, characters
 * that look like the octets of others, blanks at the ends, separators.
 */
final class RandomText {

	private static final List<String> OF_A_LINE = Stream
		.concat(IntStream.rangeClosed(' ', '~').mapToObj(Character::toString),
				Stream.of(" ", "  ", "\t", "\u00a0", "\u0080", "\u0085", "ü", "ÿ", "Ã¼", "â\u0082¬", "€", "Ж", "漢",
						"\u2028", "\ufeff", "\ufffd", "😀", "e\u0301"))
		.toList();

	private static final List<String> OF_SEVERAL_LINES = List.of("\n", "\r\n", "\0", "\u0007", "\u007f");

	private static final List<String> OF_A_NAME = Stream.of("abcxyzABCXYZ0189!#$%&'*+.^_`|~".split("")).toList();

	private final Random random;

	RandomText(Random random) {
		this.random = random;
	}

	/** Text that a header can hold; perhaps empty, perhaps with blanks around it. */
	String line() {
		return join(number(0, 6), () -> oneOf(OF_A_LINE));
	}

	/** Text that a header can hold, not blank, without a character. */
	String filledLine(String without) {
		return (line() + oneOf(List.of("a", "Z", "é")) + line()).replace(without, "");
	}

	String text() {
		return join(number(0, 6), () -> chance(3) ? oneOf(OF_SEVERAL_LINES) : line());
	}

	/** A header name as QStash writes it: each word starts with a capital letter. */
	String headerName() {
		return "X" + join(number(1, 3), () -> "-" + capitalized(join(number(1, 4), () -> oneOf(OF_A_NAME))));
	}

	/** The same letters, some of them in the other case. */
	String inSomeCase(String text) {
		return text.chars()
			.mapToObj(Character::toString)
			.map((letter) -> chance(2) ? letter.toUpperCase(Locale.ROOT) : letter.toLowerCase(Locale.ROOT))
			.collect(Collectors.joining());
	}

	private static String capitalized(String word) {
		return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1).toLowerCase(Locale.ROOT);
	}

	String join(int pieces, Supplier<String> piece) {
		return Stream.generate(piece).limit(pieces).collect(Collectors.joining());
	}

	byte[] bytes() {
		byte[] bytes = new byte[number(0, 20)];
		this.random.nextBytes(bytes);
		return bytes;
	}

	int number(int from, int to) {
		return this.random.nextInt(from, to + 1);
	}

	boolean chance(int oneIn) {
		return this.random.nextInt(oneIn) == 0;
	}

	<T> T oneOf(List<T> values) {
		return values.get(this.random.nextInt(values.size()));
	}

}
