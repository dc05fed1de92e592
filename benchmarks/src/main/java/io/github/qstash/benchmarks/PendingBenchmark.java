package io.github.qstash.benchmarks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.qstash.client.BatchResult;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.devserver.QStashDevServer;
import io.github.qstash.message.QStashMessage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Flux;
import reactor.netty.http.client.HttpClient;

/**
 * The development server with many messages that wait for tomorrow.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgs = { "-Xms2g", "-Xmx2g" })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PendingBenchmark {

	private static final int FEW = 1_000;

	private static final int MANY = 200_000;

	private static final int PUBLISHED = 1_000;

	@Benchmark
	@OperationsPerInvocation(PUBLISHED)
	public void publishWith1000Pending(FewPending pending) {
		pending.publishOneByOne();
	}

	@Benchmark
	@OperationsPerInvocation(PUBLISHED)
	@Figure(value = "development server, publish with 200,000 messages pending", with = "publishWith1000Pending",
			atLeast = 0.8)
	public void publishWith200000Pending(ManyPending pending) {
		pending.publishOneByOne();
	}

	@Benchmark
	@OperationsPerInvocation(MANY)
	@Fork(value = 1, jvmArgs = "-Xmx1g")
	@Warmup(iterations = 0)
	@Measurement(iterations = 1)
	@Figure("development server, 200,000 messages of 1 KB pending in a heap of 1 GB")
	public void pending1GB(NonePending pending) {
		pending.publishAll(MANY);
		pending.cancel("", ClientBenchmark.messages(MANY));
	}

	/** A server, and somebody who publishes for tomorrow. */
	@State(Scope.Benchmark)
	public static class NonePending {

		private static final String BODY = "0123456789abcdef".repeat(64);

		private final QStashDevServer server = QStashDevServer.start();

		private final HttpClient http = HttpClient.create();

		private final QStashTemplate template = QStashTemplate.builder()
			.url(this.server.url().toString())
			.token(this.server.user().token())
			.httpClient(this.http)
			.build();

		@TearDown
		public void stop() {
			this.server.close();
		}

		void publishAll(int count) {
			Flux<QStashMessage> messages = Flux.range(0, ClientBenchmark.messages(count)).map((i) -> message().build());
			this.template.publishAll(messages).doOnNext(NonePending::requireAccepted).blockLast();
		}

		void publishOneByOne() {
			ClientBenchmark.inFlight(PUBLISHED, () -> this.template.publish(message().label("measured").build()));
		}

		void cancel(String filter, int expected) {
			String answer = this.http
				.headers((headers) -> headers.set("Authorization", "Bearer " + this.server.user().token()))
				.delete()
				.uri(this.server.url() + "/v2/messages" + filter)
				.responseContent()
				.aggregate()
				.asString()
				.block();
			if (!("{\"cancelled\":" + expected + "}").equals(answer)) {
				throw new IllegalStateException("%d messages should be pending: %s".formatted(expected, answer));
			}
		}

		private static QStashMessage.Builder message() {
			return QStashMessage.to(ClientBenchmark.DESTINATION).body(BODY).delay(Duration.ofDays(1));
		}

		private static void requireAccepted(BatchResult result) {
			if (!result.accepted()) {
				throw new IllegalStateException(result.toString());
			}
		}

	}

	/** So many are pending before the first is measured, and after each invocation. */
	public abstract static class Pending extends NonePending {

		private final int count;

		Pending(int count) {
			this.count = count;
		}

		@Setup
		public void fill() {
			publishAll(this.count);
		}

		@TearDown(Level.Invocation)
		public void cancelMeasured() {
			cancel("?label=measured", ClientBenchmark.messages(PUBLISHED));
		}

	}

	/** A thousand. */
	public static class FewPending extends Pending {

		public FewPending() {
			super(FEW);
		}

	}

	/** Two hundred thousand. */
	public static class ManyPending extends Pending {

		public ManyPending() {
			super(MANY);
		}

	}

}
