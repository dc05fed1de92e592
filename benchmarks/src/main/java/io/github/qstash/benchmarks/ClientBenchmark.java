package io.github.qstash.benchmarks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.qstash.client.BatchResult;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.message.QStashMessage;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * A client and, in a process of its own, the server that it speaks to. Each has one event
 * loop: on two cores both have one for themselves, and the client, whose work is more, is
 * what limits the speed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgs = { "-Xms1g", "-Xmx1g" })
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public abstract class ClientBenchmark {

	private static final boolean SMOKE_TEST = Boolean.getBoolean("benchmarks.smoke-test");

	static final String DESTINATION = "https://shop.example.com/orders";

	static final String TOKEN = "token-of-an-account-".repeat(3);

	private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);

	private static final int IN_FLIGHT = 64;

	private final LoopResources loops = LoopResources.create("client", 1, true);

	private final ConnectionProvider connections = ConnectionProvider.create("client", IN_FLIGHT);

	private final Server server = SMOKE_TEST ? new AnswerServer() : new AnswerServerProcess();

	private final QStashTemplate template = QStashTemplate.builder().url(url()).token(TOKEN).httpClient(http()).build();

	@TearDown
	public void stop() {
		this.connections.dispose();
		this.loops.dispose();
		this.server.close();
	}

	String url() {
		return this.server.url();
	}

	HttpClient http() {
		return HttpClient.create(this.connections).runOn(this.loops).responseTimeout(RESPONSE_TIMEOUT);
	}

	QStashTemplate template() {
		return this.template;
	}

	long arrived() {
		return Long.parseLong(String.valueOf(http().get().uri(url()).responseContent().aggregate().asString().block()));
	}

	static void inFlight(int messages, Supplier<Mono<?>> call) {
		int count = messages(messages);
		complete(Flux.range(0, count).flatMap((i) -> call.get(), IN_FLIGHT), count);
	}

	void publishAll(int messages) {
		int count = messages(messages);
		Flux<QStashMessage> source = Flux.range(0, count)
			.map((i) -> QStashMessage.to(DESTINATION).body(Order.SAMPLE).build());
		complete(this.template.publishAll(source).filter(BatchResult::accepted), count);
	}

	/**
	 * Return how many messages an invocation publishes.
	 * @param measured the number when it is measured
	 * @return the number, few in a smoke test
	 */
	static int messages(int measured) {
		return SMOKE_TEST ? 20 : measured;
	}

	private static void complete(Flux<?> results, long expected) {
		Long count = results.count().block();
		if (count == null || count != expected) {
			throw new IllegalStateException("%d results instead of %d".formatted(count, expected));
		}
	}

}
