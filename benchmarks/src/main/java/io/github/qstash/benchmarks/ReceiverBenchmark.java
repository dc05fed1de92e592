package io.github.qstash.benchmarks;

import java.time.Clock;
import java.util.concurrent.TimeUnit;

import io.github.qstash.message.QStashHeaders;
import io.github.qstash.receive.BlockingQStashController;
import io.github.qstash.receive.QStashController;
import io.github.qstash.receive.QStashDelivery;
import io.github.qstash.signature.QStashSigner;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
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
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The same requests to a controller that verifies and to one that does not, on each web
 * stack. The server has one event loop and the client another one.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgs = { "-Xms1g", "-Xmx1g", "-Dreactor.netty.ioWorkerCount=1" })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 4, time = 1)
public class ReceiverBenchmark {

	private static final int DELIVERIES = 5_000;

	private static final int IN_FLIGHT = 64;

	private static final String KEY = "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r";

	@Benchmark
	@OperationsPerInvocation(DELIVERIES)
	@Figure(value = "deliveries to a controller, WebFlux", with = "unverifiedWebFlux", atLeast = 0.85)
	public void verifiedWebFlux(WebFlux server) {
		server.deliver("/verified");
	}

	@Benchmark
	@OperationsPerInvocation(DELIVERIES)
	public void unverifiedWebFlux(WebFlux server) {
		server.deliver("/unverified");
	}

	@Benchmark
	@OperationsPerInvocation(DELIVERIES)
	@Figure(value = "deliveries to a controller, MVC", with = "unverifiedMvc", atLeast = 0.85)
	public void verifiedMvc(Mvc server) {
		server.deliver("/verified");
	}

	@Benchmark
	@OperationsPerInvocation(DELIVERIES)
	@Figure(value = "deliveries to a blocking controller, MVC", with = "unverifiedMvc")
	public void verifiedBlockingMvc(Mvc server) {
		server.deliver("/blocking");
	}

	@Benchmark
	@OperationsPerInvocation(DELIVERIES)
	public void unverifiedMvc(Mvc server) {
		server.deliver("/unverified");
	}

	/** An application, and who delivers to it. */
	abstract static class Server {

		private final LoopResources loops = LoopResources.create("client", 1, true);

		private final ConnectionProvider connections = ConnectionProvider.create("client", IN_FLIGHT);

		private final HttpClient http = HttpClient.create(this.connections).runOn(this.loops);

		private final byte[] order = JsonMapper.shared().writeValueAsBytes(Order.SAMPLE);

		private final ConfigurableApplicationContext context;

		private final String url;

		Server(Class<?> application, String type) {
			this.context = new SpringApplicationBuilder(application)
				.properties("spring.main.web-application-type=" + type, "spring.main.banner-mode=off",
						"logging.level.root=WARN", "server.port=0", "server.address=127.0.0.1",
						"qstash.current-signing-key=" + KEY, "qstash.next-signing-key=sig_next",
						"qstash.devserver.enabled=false")
				.run();
			this.url = "http://127.0.0.1:" + this.context.getEnvironment().getProperty("local.server.port");
		}

		void deliver(String path) {
			String signature = new QStashSigner(KEY, Clock.systemUTC()).sign(this.url + path, this.order);
			ClientBenchmark
				.inFlight(DELIVERIES,
						() -> this.http
							.headers((headers) -> headers.add("Content-Type", "application/json")
								.add("Content-Length", this.order.length)
								.add(QStashHeaders.MESSAGE_ID, "msg_26hZCxZCuWyyTWPmSVBrNB882AJvEbEV")
								.add(QStashHeaders.SIGNATURE, signature))
							.post()
							.uri(this.url + path)
							.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(this.order)))
							.responseSingle((response, content) -> (response.status().code() == 200)
									? content.then(Mono.just(true))
									: Mono.error(new IllegalStateException("answered " + response.status()))));
		}

		@TearDown
		public void stop() {
			this.connections.dispose();
			this.loops.dispose();
			this.context.close();
		}

	}

	/** On Reactor Netty. */
	@State(Scope.Benchmark)
	public static class WebFlux extends Server {

		public WebFlux() {
			super(Application.class, "reactive");
		}

		@Configuration(proxyBeanMethods = false)
		@EnableAutoConfiguration(excludeName = "org.springframework.boot.tomcat.autoconfigure.reactive."
				+ "TomcatReactiveWebServerAutoConfiguration")
		@Import({ Verified.class, Unverified.class })
		static class Application {

		}

		@RestController
		static class Unverified {

			@PostMapping("/unverified")
			Mono<Void> handle(@RequestBody Order order) {
				return Mono.empty();
			}

		}

	}

	/** On Tomcat. */
	@State(Scope.Benchmark)
	public static class Mvc extends Server {

		public Mvc() {
			super(Application.class, "servlet");
		}

		@Configuration(proxyBeanMethods = false)
		@EnableAutoConfiguration
		@Import({ Verified.class, Blocking.class, Unverified.class })
		static class Application {

		}

		@RestController
		static class Unverified {

			@PostMapping("/unverified")
			Mono<Void> handle(@RequestBody Order order) {
				return Mono.empty();
			}

		}

		@RestController
		@RequestMapping("/blocking")
		static class Blocking extends BlockingQStashController<Order> {

			@Override
			protected @Nullable Object handle(QStashDelivery<Order> delivery) {
				return null;
			}

		}

	}

	@RestController
	@RequestMapping("/verified")
	static class Verified extends QStashController<Order> {

		@Override
		protected Mono<?> handle(QStashDelivery<Order> delivery) {
			return Mono.empty();
		}

	}

}
