package io.github.qstash.receive;

import java.util.Map;

import io.github.qstash.receive.reactive.QStashServerWebExchangeMatcher;
import io.github.qstash.receive.servlet.QStashRequestMatcher;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.csrf.CsrfWebFilter;
import org.springframework.security.web.server.util.matcher.AndServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.NegatedServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Deliveries pass Spring Security, and nothing else does.
 */
class SecuredDeliveryTests {

	@Nested
	@Import(WebFluxSecurity.class)
	@TestPropertySource(properties = { ReactorNettyDeliveryTests.WEBFLUX, ReactorNettyDeliveryTests.REACTOR_NETTY })
	class OnWebFlux extends Secured {

		OnWebFlux(@LocalServerPort int port) {
			super(port);
		}

	}

	@Nested
	@Import(MvcSecurity.class)
	@TestPropertySource(properties = { TomcatDeliveryTests.MVC, TomcatDeliveryTests.TOMCAT })
	class OnMvc extends Secured {

		OnMvc(@LocalServerPort int port) {
			super(port);
		}

	}

	@SpringBootTest(classes = ContractApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "qstash.current-signing-key=" + TestDeliveries.CURRENT_KEY,
					"qstash.next-signing-key=" + TestDeliveries.NEXT_KEY, "server.address=127.0.0.1" })
	abstract static class Secured {

		private final TestDeliveries deliveries;

		Secured(int port) {
			this.deliveries = new TestDeliveries(port, "");
		}

		@Test
		void whenRequestIsADeliveryThenItsSignatureDecides() {
			for (ReceiverKind kind : ReceiverKind.values()) {
				String path = kind.prefix() + "/raw";
				assertThat(this.deliveries.post(path, "x").statusCode()).isEqualTo(200);
				assertThat(this.deliveries.post(path, TestDeliveries.bytes("x"), null).statusCode()).isEqualTo(401);
				byte[] form = TestDeliveries.bytes("a=1");
				assertThat(this.deliveries
					.send("POST", path, form, this.deliveries.sign(TestDeliveries.CURRENT_KEY, path, form),
							Map.of("Content-Type", "application/x-www-form-urlencoded"))
					.statusCode()).isEqualTo(200);
			}
		}

		@Test
		void whenRequestIsNoDeliveryThenSpringSecurityDecides() {
			for (ReceiverKind kind : ReceiverKind.values()) {
				assertThat(
						this.deliveries.send("GET", kind.prefix() + "/page", new byte[0], null, Map.of()).statusCode())
					.isIn(401, 403);
			}
			assertThat(this.deliveries.post("/elsewhere", "x").statusCode()).isIn(401, 403);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSecurity
	static class MvcSecurity {

		@Bean
		SecurityFilterChain security(HttpSecurity http, QStashRequestMatcher deliveries) throws Exception {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers(deliveries).permitAll().anyRequest().authenticated())
				.csrf((csrf) -> csrf.ignoringRequestMatchers(deliveries))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebFluxSecurity
	static class WebFluxSecurity {

		@Bean
		SecurityWebFilterChain security(ServerHttpSecurity http, QStashServerWebExchangeMatcher deliveries) {
			ServerWebExchangeMatcher others = new NegatedServerWebExchangeMatcher(deliveries);
			return http
				.authorizeExchange(
						(exchanges) -> exchanges.matchers(deliveries).permitAll().anyExchange().authenticated())
				.csrf((csrf) -> csrf.requireCsrfProtectionMatcher(
						new AndServerWebExchangeMatcher(CsrfWebFilter.DEFAULT_CSRF_MATCHER, others)))
				.build();
		}

	}

}
