package io.github.qstash.benchmarks;

import java.util.List;
import java.util.regex.Pattern;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs every benchmark, each in JVMs of its own, and prints what came out as a table.
 * They take turns for some rounds, so that what disturbs the machine for a while disturbs
 * those that are compared alike.
 */
public final class Benchmarks {

	private static final int ROUNDS = 3;

	private Benchmarks() {
	}

	/**
	 * Run the benchmarks.
	 * @param args a regular expression that chooses among them, if any
	 * @throws RunnerException if one of them fails
	 */
	public static void main(String[] args) throws RunnerException {
		List<String> names = names((args.length > 0) ? args[0] : ".*");
		Results results = new Results();
		for (int round = 1; round <= ROUNDS; round++) {
			for (String name : names) {
				RunResult result = new Runner(options(name).build()).runSingle();
				results.add(name, result);
				System.out.printf("round %d of %d: %s %,.2f %s%n", round, ROUNDS, name,
						result.getPrimaryResult().getScore(), result.getPrimaryResult().getScoreUnit());
			}
		}
		System.out.println();
		results.table().forEach(System.out::println);
	}

	static List<String> names(String regex) {
		OutputFormat silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
		return BenchmarkList.defaultList()
			.getAll(silent, List.of())
			.stream()
			.map(BenchmarkListEntry::getUsername)
			.filter(Pattern.compile(regex).asPredicate())
			.sorted()
			.toList();
	}

	static ChainedOptionsBuilder options(String name) {
		return new OptionsBuilder().include("^" + Pattern.quote(name) + "$")
			.addProfiler(GCProfiler.class)
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT);
	}

}
