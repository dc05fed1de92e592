package io.github.qstash.benchmarks;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every benchmark runs, with little work and measuring nothing.
 */
class SmokeTests {

	private static final String SMOKE_TEST = "benchmarks.smoke-test";

	@BeforeAll
	static void littleWork() {
		System.setProperty(SMOKE_TEST, "true");
		// nothing is measured, so whoever measures at the same time on this machine does
		// not matter
		System.setProperty("jmh.ignoreLock", "true");
	}

	@AfterAll
	static void allWork() {
		System.clearProperty(SMOKE_TEST);
	}

	@Test
	void messageHas200Bytes() {
		assertThat(JsonMapper.shared().writeValueAsBytes(Order.SAMPLE)).hasSize(200);
	}

	@Test
	void everyBenchmarkRunsAndEveryFigureIsShown() throws RunnerException {
		Results results = new Results();
		for (String name : Benchmarks.names(".*")) {
			results.add(name,
					new Runner(Benchmarks.options(name)
						.forks(0)
						.warmupIterations(0)
						.measurementIterations(1)
						.measurementTime(TimeValue.milliseconds(1))
						.build()).runSingle());
		}
		assertThat(results.table()).hasSizeGreaterThan(5)
			.anySatisfy((row) -> assertThat(row)
				.containsPattern("publish.* \\| [0-9,]+/s \\| raw: [0-9,]+/s \\| \\d+\\.\\d\\d .*at least 0.9"));
	}

}
