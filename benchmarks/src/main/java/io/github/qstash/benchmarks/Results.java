package io.github.qstash.benchmarks;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.openjdk.jmh.results.RunResult;

/**
 * What was measured in each round, and the {@link Figure figures} that follow from it.
 */
final class Results {

	private final Map<String, List<RunResult>> rounds = new LinkedHashMap<>();

	void add(String benchmark, RunResult result) {
		this.rounds.computeIfAbsent(benchmark, (name) -> new ArrayList<>()).add(result);
	}

	/**
	 * Return the figures as a table in Markdown.
	 * @return its lines
	 */
	List<String> table() {
		List<String> lines = new ArrayList<>();
		lines.add("| What | Result | Compared with | Ratio | Target | Met |");
		lines.add("|---|---:|---:|---:|---|---|");
		this.rounds.keySet()
			.forEach((benchmark) -> Arrays.stream(method(benchmark).getAnnotationsByType(Figure.class))
				.forEach((figure) -> lines.add(row(benchmark, figure))));
		return lines;
	}

	private String row(String benchmark, Figure figure) {
		double[] scores = scores(benchmark, figure.measure());
		String result = "| " + figure.value() + " | " + figure.measure().format(median(scores)) + " | ";
		if (figure.with().isEmpty()) {
			return result + "| | " + target(figure, median(scores)) + " |";
		}
		Method other = method(benchmark.substring(0, benchmark.lastIndexOf('.') + 1) + figure.with());
		double[] others = scores(name(other), figure.measure());
		if (others.length < scores.length) {
			return result + other.getName() + " | | | |";
		}
		boolean difference = !Double.isNaN(figure.atMostMore());
		double[] compared = IntStream.range(0, scores.length)
			.mapToDouble((i) -> difference ? scores[i] - others[i] : scores[i] / others[i])
			.sorted()
			.toArray();
		String spread = "%.2f (%.2f to %.2f)".formatted(median(compared), compared[0], compared[compared.length - 1]);
		return result + other.getName() + ": " + figure.measure().format(median(others)) + " | "
				+ (difference ? spread + " more" : spread) + " | " + target(figure, median(compared)) + " |";
	}

	private static String target(Figure figure, double compared) {
		double atMost = Double.isNaN(figure.atMost()) ? figure.atMostMore() : figure.atMost();
		if (Double.isNaN(figure.atLeast()) && Double.isNaN(atMost)) {
			return "|";
		}
		boolean met = !(compared < figure.atLeast()) && !(compared > atMost);
		return target(figure) + " | " + (met ? "yes" : "no");
	}

	private static String target(Figure figure) {
		if (!Double.isNaN(figure.atMostMore())) {
			return "at most " + figure.measure().format(figure.atMostMore()) + " more";
		}
		return Double.isNaN(figure.atMost()) ? "at least " + figure.atLeast() : "at most " + figure.atMost();
	}

	private double[] scores(String benchmark, Figure.Measure measure) {
		return this.rounds.getOrDefault(benchmark, List.of()).stream().mapToDouble(measure::score).toArray();
	}

	private static double median(double[] values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		return sorted[sorted.length / 2];
	}

	private static String name(Method benchmark) {
		return benchmark.getDeclaringClass().getName() + "." + benchmark.getName();
	}

	private static Method method(String benchmark) {
		int dot = benchmark.lastIndexOf('.');
		try {
			return Arrays.stream(Class.forName(benchmark.substring(0, dot)).getMethods())
				.filter((method) -> method.getName().equals(benchmark.substring(dot + 1)))
				.findFirst()
				.orElseThrow();
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
