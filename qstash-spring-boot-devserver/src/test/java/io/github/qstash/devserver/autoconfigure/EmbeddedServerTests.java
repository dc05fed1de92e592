package io.github.qstash.devserver.autoconfigure;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.qstash.client.QStashOperations;
import io.github.qstash.devserver.QStashDevServer;
import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.message.QStashMessage;
import io.github.qstash.message.QStashPublicUrl;
import io.github.qstash.receive.QStashController;
import io.github.qstash.receive.QStashDelivery;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real application with a web server and the embedded server.
 */
class EmbeddedServerTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final String[] PROPERTIES = { "server.port=0", "qstash.devserver.port=0",
			"spring.main.banner-mode=off", "spring.reactor.netty.shutdown-quiet-period=200ms" };

	@ParameterizedTest
	@CsvSource({ "'', ''", "/base, /base", "/, ''" })
	void pathOfTheApplicationIsADestination(String basePath, String expected) {
		try (ConfigurableApplicationContext context = run("--spring.webflux.base-path=" + basePath)) {
			assertThat(context.getBean(QStashPublicUrl.class).get()).isEqualTo(URI
				.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port") + expected));
			context.getBean(QStashOperations.class).publish("/in", "later").block(LIMIT);
			awaitReceived(context, "at start", "later");
		}
	}

	@Test
	void deliveriesWaitUntilTheApplicationIsReady() {
		try (ConfigurableApplicationContext context = run()) {
			assertThat(context.getBean(Received.class).beforeReady).isEmpty();
			awaitReceived(context, "at start");
		}
	}

	@Test
	void noDeliveryFailsBecauseTheApplicationStops() {
		try (QStashDevServer server = QStashDevServer.builder().holdDeliveries(true).start()) {
			ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
				.initializers((starting) -> starting.getBeanFactory().registerSingleton("server", server))
				.web(WebApplicationType.REACTIVE)
				.properties(PROPERTIES)
				.run();
			awaitReceived(context, "at start");
			Received received = context.getBean(Received.class);
			received.delay = true;
			QStashOperations qstash = context.getBean(QStashOperations.class);
			qstash.publish(QStashMessage.to("/in").body("slow").queue("queue").build()).block(LIMIT);
			qstash.publish(QStashMessage.to("/in").body("next").queue("queue").build()).block(LIMIT);
			Awaitility.await().atMost(LIMIT).until(() -> received.started.contains("slow"));
			context.close();
			assertThat(received.bodies).contains("slow").doesNotContain("next");
			assertThat(new TestApi(server.url(), server.user().token()).get("/v2/logs")
				.json()
				.path("logs")
				.findValuesAsString("state")).doesNotContain("ERROR");
		}
	}

	@Test
	void stoppedApplicationDeliversAgainWhenItIsStarted() throws IOException {
		try (ConfigurableApplicationContext context = run("--server.port=" + freePort())) {
			awaitReceived(context, "at start");
			context.stop();
			QStashDevServer server = context.getBean(QStashDevServer.class);
			new TestApi(server.url(), server.user().token())
				.post("/v2/publish/" + context.getBean(QStashPublicUrl.class).get() + "/in", "meanwhile");
			assertThat(context.getBean(Received.class).bodies).doesNotContain("meanwhile");
			context.start();
			awaitReceived(context, "at start", "meanwhile");
		}
	}

	@Test
	void applicationVerifiesDeliveriesAfterARotationAndAfterAReset() {
		try (ConfigurableApplicationContext context = run()) {
			awaitReceived(context, "at start");
			QStashDevServer server = context.getBean(QStashDevServer.class);
			QStashOperations qstash = context.getBean(QStashOperations.class);
			TestApi api = new TestApi(server.url(), server.user().token());
			api.post("/v2/keys/rotate", "");
			qstash.publish("/verified", "rotated once").block(LIMIT);
			awaitVerified(context, "rotated once");
			api.post("/v2/keys/rotate", "");
			String id = qstash.publish("/verified", "rotated twice").block(LIMIT).messageId();
			Awaitility.await()
				.atMost(LIMIT)
				.until(() -> api.get("/v2/logs?state=ERROR&messageId=" + id).json().findValues("responseStatus"),
						(statuses) -> statuses.toString().contains("401"));
			server.reset();
			qstash.publish("/verified", "reset").block(LIMIT);
			awaitVerified(context, "rotated once", "reset");
		}
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.properties(PROPERTIES)
			.run(arguments);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static void awaitReceived(ConfigurableApplicationContext context, String... bodies) {
		Awaitility.await()
			.atMost(LIMIT)
			.untilAsserted(() -> assertThat(context.getBean(Received.class).bodies).containsExactlyInAnyOrder(bodies));
	}

	private static void awaitVerified(ConfigurableApplicationContext context, String... bodies) {
		Awaitility.await()
			.atMost(LIMIT)
			.untilAsserted(() -> assertThat(context.getBean(Verified.class).bodies).containsExactly(bodies));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Verified verified() {
			return new Verified();
		}

		@Bean
		Received received() {
			return new Received();
		}

		@Bean
		ApplicationRunner publisher(QStashOperations qstash, Received received, QStashDevServer server,
				QStashPublicUrl publicUrl) {
			return (arguments) -> {
				qstash.publish("/in", "at start").block(LIMIT);
				TestApi api = new TestApi(server.url(), server.user().token());
				Awaitility.await()
					.atMost(LIMIT)
					.until(() -> api.get("/v2/events").json().findValuesAsString("state").contains("ACTIVE"));
				// takes as long as a delivery that was not held
				new TestApi(publicUrl.get(), "").post("/other", "");
				received.beforeReady.addAll(received.started);
			};
		}

	}

	@RestController
	@RequestMapping("/verified")
	static class Verified extends QStashController<String> {

		private final List<String> bodies = new CopyOnWriteArrayList<>();

		@Override
		protected Mono<?> handle(QStashDelivery<String> delivery) {
			this.bodies.add(delivery.payload());
			return Mono.empty();
		}

	}

	@RestController
	static class Received {

		private final List<String> started = new CopyOnWriteArrayList<>();

		private final List<String> bodies = new CopyOnWriteArrayList<>();

		private final List<String> beforeReady = new CopyOnWriteArrayList<>();

		private final Sinks.Empty<Void> closing = Sinks.empty();

		private volatile boolean delay;

		@EventListener(ContextClosedEvent.class)
		void closing() {
			this.closing.tryEmitEmpty();
		}

		@PostMapping("/other")
		Mono<Void> other() {
			return Mono.empty();
		}

		@PostMapping("/in")
		Mono<Void> receive(@RequestBody String body) {
			this.started.add(body);
			Mono<String> work = this.delay
					? this.closing.asMono().then(Mono.delay(Duration.ofMillis(300))).thenReturn(body) : Mono.just(body);
			return work.doOnNext(this.bodies::add).then();
		}

	}

}
