package io.github.qstash.benchmarks;

import java.util.concurrent.TimeUnit;

import io.github.qstash.client.QStashTemplate;
import io.github.qstash.devserver.QStashDevServer;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

/**
 * A publisher, the development server and the application that handles, in one JVM, as
 * they are while an application is developed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgs = { "-Xms1g", "-Xmx1g" })
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class DeliveryBenchmark {

	private static final int MESSAGES = 5_000;

	private static final int IN_FLIGHT = 64;

	private final QStashDevServer server = QStashDevServer.start();

	private final Application application = new Application(0);

	private final ConnectionProvider connections = ConnectionProvider.create("publisher", IN_FLIGHT);

	private final HttpClient http = HttpClient.create(this.connections);

	private final QStashTemplate template = QStashTemplate.builder()
		.url(this.server.url().toString())
		.token(this.server.user().token())
		.httpClient(this.http)
		.build();

	private final byte[] order = JsonMapper.shared().writeValueAsBytes(Order.SAMPLE);

	@TearDown
	public void stop() {
		this.connections.dispose();
		this.server.close();
		this.application.close();
	}

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	@Figure(value = "development server, publish to handled, 64 in flight", with = "plainCalls")
	public void deliveries() {
		ClientBenchmark.inFlight(MESSAGES, () -> {
			String url = this.application.newUrl();
			return this.application.handled(url, this.template.publish(url, Order.SAMPLE));
		});
	}

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public void plainCalls() {
		ClientBenchmark.inFlight(MESSAGES, () -> {
			String url = this.application.newUrl();
			return this.application.handled(url, call(url));
		});
	}

	private Mono<?> call(String url) {
		return this.http.post().uri(url).send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(this.order))).response();
	}

}
