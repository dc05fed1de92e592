package io.github.qstash.receive;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.autoconfigure.receive.QStashListenerAutoConfiguration;
import io.github.qstash.autoconfigure.receive.QStashReceiverAutoConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners that are suspending functions of Kotlin, over HTTP on both web stacks.
 */
class KotlinListenerTests {

	private static final String ORDER = "{\"id\":\"order-1\",\"quantity\":3}";

	@ParameterizedTest
	@ValueSource(classes = { FlowListener.class, SuspendedFlowListener.class })
	void whenAFunctionReturnsAFlowThenDoesNotStart(Class<?> type) {
		assertRefused(type, "it returns Flow, a stream of values", "there is one answer to a delivery");
	}

	@Test
	void whenAFunctionReturnsAnAnswerThenDoesNotStart() {
		assertRefused(SuspendedAnswerListener.class, "it returns ResponseEntity", "throw an exception");
	}

	private static void assertRefused(Class<?> type, String problem, String action) {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, QStashAutoConfiguration.class,
					QStashReceiverAutoConfiguration.class, QStashListenerAutoConfiguration.class,
					WebFluxAutoConfiguration.class))
			.withPropertyValues("qstash.current-signing-key=" + TestDeliveries.CURRENT_KEY)
			.withBean(type)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(InvalidQStashListenerException.class, (ex) -> {
					assertThat(ex).hasMessageContaining(problem);
					assertThat(ex.getAction()).contains(action);
				}));
	}

	@Nested
	@TestPropertySource(properties = { ReactorNettyDeliveryTests.WEBFLUX, ReactorNettyDeliveryTests.REACTOR_NETTY })
	class OnWebFlux extends Listening {

		OnWebFlux(@LocalServerPort int port, @Autowired KotlinListeners listeners) {
			super(port, listeners);
		}

	}

	@Nested
	@TestPropertySource(properties = { TomcatDeliveryTests.MVC, TomcatDeliveryTests.TOMCAT })
	class OnMvc extends Listening {

		OnMvc(@LocalServerPort int port, @Autowired KotlinListeners listeners) {
			super(port, listeners);
		}

	}

	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "qstash.current-signing-key=" + TestDeliveries.CURRENT_KEY,
					"qstash.next-signing-key=" + TestDeliveries.NEXT_KEY, "server.address=127.0.0.1" })
	abstract static class Listening {

		private final TestDeliveries deliveries;

		private final KotlinListeners listeners;

		Listening(int port, KotlinListeners listeners) {
			this.deliveries = new TestDeliveries(port, "/qstash");
			this.listeners = listeners;
		}

		@BeforeEach
		void forget() {
			this.listeners.getGot().clear();
		}

		@ParameterizedTest
		@CsvSource({ "/value, shipped order-1", "/nothing, ''", "/optional, null", "/hidden, hidden",
				"/deferred, deferred", "/plain, plain order-1" })
		void valueOfAFunctionIsTheAnswer(String path, String value) {
			HttpResponse<byte[]> response = this.deliveries.post(path, ORDER);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(text(response)).isEqualTo(value);
		}

		@ParameterizedTest
		@ValueSource(strings = { "/unit", "/plain-unit" })
		void aFunctionWithoutAValueIsAnsweredWithoutOne(String path) {
			HttpResponse<byte[]> response = this.deliveries.post(path, ORDER);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).isEmpty();
			assertThat(this.listeners.getGot()).startsWith(new KotlinOrder("order-1", 3));
		}

		@Test
		void functionsGetWhatTheyAskFor() {
			this.deliveries.post("/unit", ORDER);
			assertThat(this.listeners.getGot()).containsExactly(new KotlinOrder("order-1", 3), "msg_1");
			assertThat(text(this.deliveries.post("/at-once", "text"))).isEqualTo("TEXT");
			assertThat(text(this.deliveries.post("/list", "[" + ORDER + "]"))).isEqualTo("[\"order-1\"]");
		}

		@ParameterizedTest
		@CsvSource({ "/failed, 500", "/failed-at-once, 500", "/later, 503", "/never, 489", "/too-deep, 500" })
		void whatAFunctionThrowsDecides(String path, int status) {
			HttpResponse<byte[]> response = this.deliveries.post(path, ORDER);
			assertThat(response.statusCode()).isEqualTo(status);
			assertThat(response.headers().firstValue("Retry-After").orElse(null))
				.isEqualTo((status == 503) ? "90" : null);
			assertThat(response.body()).isEmpty();
		}

		@Test
		void whenDeliveryIsForgedThenFunctionIsNotCalled() {
			assertThat(this.deliveries.post("/value", TestDeliveries.bytes(ORDER), null).statusCode()).isEqualTo(401);
			assertThat(this.listeners.getGot()).isEmpty();
		}

		private static String text(HttpResponse<byte[]> response) {
			return new String(response.body(), StandardCharsets.UTF_8);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		KotlinListeners kotlinListeners() {
			return new KotlinListeners();
		}

	}

}
