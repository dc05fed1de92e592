package io.github.qstash.receive;

import java.time.Clock;
import java.util.Map;

import io.github.qstash.signature.QStashSigner;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that is not where QStash thinks it is, on both web stacks.
 */
class BehindProxyTests {

	@Nested
	@TestPropertySource(properties = { ReactorNettyDeliveryTests.WEBFLUX, ReactorNettyDeliveryTests.REACTOR_NETTY })
	class WebFluxAtAPublicUrl extends AtAPublicUrl {

		WebFluxAtAPublicUrl(@LocalServerPort int port) {
			super(port);
		}

	}

	@Nested
	@TestPropertySource(properties = { TomcatDeliveryTests.MVC, TomcatDeliveryTests.TOMCAT })
	class MvcAtAPublicUrl extends AtAPublicUrl {

		MvcAtAPublicUrl(@LocalServerPort int port) {
			super(port);
		}

	}

	@Nested
	@TestPropertySource(properties = { ReactorNettyDeliveryTests.WEBFLUX, ReactorNettyDeliveryTests.REACTOR_NETTY })
	class WebFluxBelowAContextPath extends BelowAContextPath {

		WebFluxBelowAContextPath(@LocalServerPort int port) {
			super(port);
		}

	}

	@Nested
	@TestPropertySource(properties = { TomcatDeliveryTests.MVC, TomcatDeliveryTests.TOMCAT })
	class MvcBelowAContextPath extends BelowAContextPath {

		MvcBelowAContextPath(@LocalServerPort int port) {
			super(port);
		}

	}

	/** The proxy ends TLS, listens on a port of its own and takes {@code /api} away. */
	@SpringBootTest(classes = ContractApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "qstash.current-signing-key=" + TestDeliveries.CURRENT_KEY, "server.address=127.0.0.1",
					"server.forward-headers-strategy=framework",
					"qstash.public-url=https://shop.example.com:8443/api" })
	abstract static class AtAPublicUrl {

		private final TestDeliveries deliveries;

		AtAPublicUrl(int port) {
			this.deliveries = new TestDeliveries(port, "");
		}

		@Test
		void whenThePublicUrlWasSignedThenAccepts() {
			String signed = "https://shop.example.com:8443/api/reactive/orders?x=1";
			assertThat(status(signed, Map.of())).isEqualTo(200);
			assertThat(status(signed, Map.of("X-Forwarded-Proto", "https", "X-Forwarded-Host", "shop.example.com",
					"X-Forwarded-Port", "8443")))
				.isEqualTo(200);
			assertThat(status(signed, Map.of("X-Forwarded-Prefix", "/api"))).isEqualTo(200);
		}

		@Test
		void whenAnotherUrlWasSignedThenRejects() {
			for (String signed : new String[] { "https://shop.example.com/api/reactive/orders?x=1",
					"http://shop.example.com:8443/api/reactive/orders?x=1",
					"https://shop.example.com:8443/reactive/orders?x=1",
					"https://shop.example.com:8443/api/reactive/orders",
					"https://shop.example.com:8443/api/api/reactive/orders?x=1" }) {
				assertThat(status(signed, Map.of())).as(signed).isEqualTo(401);
				assertThat(status(signed, Map.of("X-Forwarded-Host", "shop.example.com", "X-Forwarded-Proto", "http")))
					.as(signed)
					.isEqualTo(401);
			}
		}

		@Test
		void whenAClientsPrefixGetsThroughThenItIsBelieved() {
			String signed = "https://shop.example.com:8443/api/v2/reactive/orders?x=1";
			assertThat(status(signed, Map.of())).isEqualTo(401);
			assertThat(status(signed, Map.of("X-Forwarded-Prefix", "/v2"))).isEqualTo(200);
		}

		private int status(String signed, Map<String, String> headers) {
			byte[] body = TestDeliveries.bytes("{\"id\":\"o-1\",\"quantity\":1}");
			String signature = new QStashSigner(TestDeliveries.CURRENT_KEY, Clock.systemUTC()).sign(signed, body);
			return this.deliveries.send("POST", "/reactive/orders?x=1", body, signature, headers).statusCode();
		}

	}

	/** Nobody has said where the application is. */
	@SpringBootTest(classes = ContractApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "qstash.current-signing-key=" + TestDeliveries.CURRENT_KEY, "server.address=127.0.0.1",
					"server.servlet.context-path=/shop", "spring.webflux.base-path=/shop" })
	abstract static class BelowAContextPath {

		private final TestDeliveries deliveries;

		BelowAContextPath(int port) {
			this.deliveries = new TestDeliveries(port, "");
		}

		@Test
		void whenSignedPathEndsWithTheWholePathThenAccepts() {
			for (String signed : new String[] { "http://localhost:9999/shop/reactive/orders",
					"https://tunnel.example.com/any/shop/reactive/orders" }) {
				assertThat(status("/shop/reactive/orders", signed)).as(signed).isEqualTo(200);
			}
			assertThat(status("/shop/qstash/plain/orders", "https://h.example/shop/qstash/plain/orders"))
				.isEqualTo(200);
		}

		@Test
		void whenSignedPathIsAnotherThenRejects() {
			for (String signed : new String[] { "https://h.example/reactive/orders",
					"https://h.example/shop/blocking/orders", "https://h.example/shop/reactive/orders/" }) {
				assertThat(status("/shop/reactive/orders", signed)).as(signed).isEqualTo(401);
			}
		}

		private int status(String path, String signed) {
			byte[] body = TestDeliveries.bytes("{\"id\":\"o-1\",\"quantity\":1}");
			String signature = new QStashSigner(TestDeliveries.CURRENT_KEY, Clock.systemUTC()).sign(signed, body);
			return this.deliveries.send("POST", path, body, signature, Map.of()).statusCode();
		}

	}

}
