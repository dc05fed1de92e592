package io.github.qstash.benchmarks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

import io.github.qstash.client.QStashTemplate;
import io.github.qstash.devserver.test.QStashTestServer;
import io.github.qstash.message.QStashMessage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Flux;

/**
 * A test moves the clock by a day, during which ten thousand messages are delivered and
 * retried. It does so once in a JVM that has just started, as tests do.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgs = "-Xmx1g")
@Warmup(iterations = 0)
@Measurement(iterations = 1, time = 1)
public class DayBenchmark {

	private static final int MESSAGES = 10_000;

	private static final Duration DAY = Duration.ofDays(1);

	// on a slow machine ten thousand deliveries at one instant take their time
	private static final Duration PATIENCE = Duration.ofMinutes(2);

	@Benchmark
	@Figure(value = "test server, a day: 10,000 messages due at once, retried twice", measure = Figure.Measure.TIME,
			atMost = 10)
	public void dueAtOnce(AtOnce day) {
		day.pass();
	}

	@Benchmark
	@Figure(value = "test server, a day: 10,000 messages due one after another, retried once",
			measure = Figure.Measure.TIME, atMost = 10)
	public void dueOneByOne(OneByOne day) {
		day.pass();
	}

	/** Ten thousand messages that wait for a day to pass. */
	@State(Scope.Benchmark)
	public abstract static class Day {

		private final QStashTestServer server = QStashTestServer.builder().patience(PATIENCE).start();

		private final QStashTemplate template = QStashTemplate.builder()
			.url(this.server.url().toString())
			.token(this.server.token())
			.build();

		private final Application application;

		private final IntFunction<Duration> delay;

		Day(int failures, IntFunction<Duration> delay) {
			this.application = new Application(failures);
			this.delay = delay;
		}

		@Setup(Level.Invocation)
		public void publish() {
			this.server.reset();
			Flux<QStashMessage> messages = Flux.range(1, ClientBenchmark.messages(MESSAGES))
				.map((i) -> QStashMessage.to(this.application.newUrl())
					.body(Order.SAMPLE)
					.delay(this.delay.apply(i))
					.build());
			this.template.publishAll(messages).blockLast();
		}

		void pass() {
			long before = this.application.handled();
			this.server.advance(DAY);
			long handled = this.application.handled() - before;
			if (handled != ClientBenchmark.messages(MESSAGES)) {
				throw new IllegalStateException("Only %d messages were handled".formatted(handled));
			}
		}

		@TearDown
		public void stop() {
			this.server.close();
			this.application.close();
		}

	}

	/**
	 * All are due in the same hour, fail twice and are delivered with the third attempt.
	 */
	public static class AtOnce extends Day {

		public AtOnce() {
			super(2, (i) -> Duration.ofHours(1));
		}

	}

	/** Every eight seconds one is due, fails, and is delivered twelve seconds later. */
	public static class OneByOne extends Day {

		public OneByOne() {
			super(1, (i) -> Duration.ofSeconds(8L * i));
		}

	}

}
