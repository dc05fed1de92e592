package io.github.qstash.devserver.autoconfigure;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.qstash.client.QStashOperations;
import io.github.qstash.devserver.QStashDevServer;
import io.github.qstash.message.QStashPublicUrl;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real application with a web server and the embedded server.
 */
class EmbeddedServerTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

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
			Received received = context.getBean(Received.class);
			awaitReceived(context, "at start");
			assertThat(received.whenRunnerEnded).isEmpty();
		}
	}

	@Test
	void deliveriesAreHeldBeforeTheWebServerStops() {
		ConfigurableApplicationContext context = run();
		awaitReceived(context, "at start");
		QStashDevServer server = context.getBean(QStashDevServer.class);
		Received received = context.getBean(Received.class);
		received.delay = true;
		context.getBean(QStashOperations.class).publish("/in", "slow").block(LIMIT);
		Awaitility.await().atMost(LIMIT).until(() -> received.started.contains("slow"));
		context.close();
		assertThat(received.bodies).contains("slow");
		assertThat(server).extracting("closed").hasToString("true");
	}

	@Test
	void stoppedApplicationDeliversAgainWhenItIsStarted() throws IOException {
		try (ConfigurableApplicationContext context = run("--server.port=" + freePort())) {
			awaitReceived(context, "at start");
			context.stop();
			context.getBean(QStashOperations.class).publish("/in", "meanwhile").block(LIMIT);
			assertThat(context.getBean(Received.class).bodies).doesNotContain("meanwhile");
			context.start();
			awaitReceived(context, "at start", "meanwhile");
		}
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.bannerMode(Banner.Mode.OFF)
			.properties("server.port=0", "qstash.devserver.port=0", "spring.reactor.netty.shutdown-quiet-period=0s")
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

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Received received() {
			return new Received();
		}

		@Bean
		ApplicationRunner publisher(QStashOperations qstash, Received received) {
			return (arguments) -> {
				qstash.publish("/in", "at start").block(LIMIT);
				received.whenRunnerEnded.addAll(received.bodies);
			};
		}

	}

	@RestController
	static class Received {

		private final List<String> started = new CopyOnWriteArrayList<>();

		private final List<String> bodies = new CopyOnWriteArrayList<>();

		private final List<String> whenRunnerEnded = new CopyOnWriteArrayList<>();

		private volatile boolean delay;

		@PostMapping("/in")
		Mono<Void> receive(@RequestBody String body) {
			this.started.add(body);
			Mono<String> work = this.delay ? Mono.just(body).delayElement(Duration.ofMillis(300)) : Mono.just(body);
			return work.doOnNext(this.bodies::add).then();
		}

	}

}
