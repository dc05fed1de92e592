package io.github.qstash.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A stream that would never fit into the heap if it were collected. It fails unless every
 * message arrives.
 */
@Fork(value = 1, jvmArgs = "-Xmx256m")
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class MillionMessagesBenchmark extends ClientBenchmark {

	private static final int MESSAGES = 1_000_000;

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	@Figure("publishAll of 1,000,000 messages in a heap of 256 MB, all arrived")
	public void millionMessages() {
		long before = arrived();
		publishAll(MESSAGES);
		long arrived = arrived() - before;
		if (arrived != messages(MESSAGES)) {
			throw new IllegalStateException("Only %d messages arrived".formatted(arrived));
		}
	}

}
