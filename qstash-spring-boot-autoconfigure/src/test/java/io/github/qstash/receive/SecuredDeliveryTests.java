package io.github.qstash.receive;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Map;

import io.github.qstash.message.QStashHeaders;
import io.github.qstash.receive.reactive.QStashServerWebExchangeMatcher;
import io.github.qstash.receive.servlet.QStashRequestMatcher;
import io.github.qstash.signature.QStashSigner;
import jakarta.servlet.Filter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
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
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.result.MockMvcResultMatchers;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Deliveries pass Spring Security, and nothing else does.
 */
class SecuredDeliveryTests {

	private static String sign(String path) {
		return new QStashSigner(TestDeliveries.CURRENT_KEY, Clock.systemUTC()).sign(TestDeliveries.ORIGIN + path,
				TestDeliveries.bytes("x"));
	}

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

		private final int port;

		OnMvc(@LocalServerPort int port) {
			super(port);
			this.port = port;
		}

		// what looks for a parameter, as another handler of this path has it do, decodes
		// the query
		@Test
		void whenTheQueryOfAFormIsNotEncodedWellThenIsReceived() {
			TestDeliveries deliveries = new TestDeliveries(this.port, "");
			String path = "/neighbour/shared?a=%zz&%zz=1";
			String signature = deliveries.sign(TestDeliveries.CURRENT_KEY, path, TestDeliveries.bytes("a=1"));
			assertThat(deliveries.sendUnfinished("POST " + path
					+ " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
					+ "Content-Length: 3\r\nUpstash-Signature: " + signature + "\r\n\r\na=1"))
				.startsWith("HTTP/1.1 200 ");
		}

	}

	/** Without a web server, as applications are often tested. */
	@Nested
	@Import(MvcSecurity.class)
	@SpringBootTest(classes = ContractApplication.class,
			properties = { "qstash.current-signing-key=" + TestDeliveries.CURRENT_KEY, TomcatDeliveryTests.MVC })
	class OnMockMvc {

		@Test
		void whenRequestIsADeliveryThenItsSignatureDecides(@Autowired WebApplicationContext context,
				@Autowired @Qualifier("springSecurityFilterChain") Filter security) throws Exception {
			MockMvc mvc = MockMvcBuilders.webAppContextSetup(context).addFilters(security).build();
			MvcResult delivery = mvc
				.perform(MockMvcRequestBuilders.post("/reactive/raw")
					.content("x")
					.header(QStashHeaders.SIGNATURE, sign("/reactive/raw")))
				.andExpect(MockMvcResultMatchers.request().asyncStarted())
				.andReturn();
			mvc.perform(MockMvcRequestBuilders.asyncDispatch(delivery))
				.andExpect(MockMvcResultMatchers.status().isOk());
			mvc.perform(MockMvcRequestBuilders.post("/elsewhere").content("x"))
				.andExpect(MockMvcResultMatchers.status().isForbidden());
		}

	}

	/** Without a web server. */
	@Nested
	@Import(WebFluxSecurity.class)
	@SpringBootTest(classes = ContractApplication.class, properties = {
			"qstash.current-signing-key=" + TestDeliveries.CURRENT_KEY, ReactorNettyDeliveryTests.WEBFLUX })
	class OnMockWebFlux {

		@Test
		void whenRequestIsADeliveryThenItsSignatureDecides(@Autowired ApplicationContext context) {
			WebTestClient client = WebTestClient.bindToApplicationContext(context).build();
			client.post()
				.uri("/reactive/raw")
				.header(QStashHeaders.SIGNATURE, sign("/reactive/raw"))
				.bodyValue("x")
				.exchange()
				.expectStatus()
				.isOk();
			client.post().uri("/elsewhere").bodyValue("x").exchange().expectStatus().isForbidden();
		}

	}

	@SpringBootTest(classes = { ContractApplication.class, Neighbours.class },
			webEnvironment = WebEnvironment.RANDOM_PORT,
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

		@Test
		void whenAPathHasPatternsThenIsReceivedThere() {
			assertThat(this.deliveries.post("/tenants/acme", "x").statusCode()).isEqualTo(200);
		}

		@ParameterizedTest
		@CsvSource({ "GET, /neighbour/shared?admin", "POST, /neighbour/shared?admin", "GET, /tenants/purge",
				"POST, /tenants/purge", "DELETE, /tenants/purge", "POST, /tenants/routed", "PUT, /tenants/acme/manual",
				"POST, /tenants/acme/manual" })
		void whenAnotherHandlerIsChosenThenSpringSecurityDecides(String method, String path) {
			for (String signature : new String[] { null, "x",
					this.deliveries.sign(TestDeliveries.CURRENT_KEY, path, TestDeliveries.bytes("x")) }) {
				HttpResponse<byte[]> response = this.deliveries.send(method, path, TestDeliveries.bytes("x"), signature,
						Map.of("Content-Type", "text/plain"));
				assertThat(response.statusCode()).as(signature).isIn(401, 403);
			}
		}

		@ParameterizedTest
		@CsvSource({ "Content-Type, text/csv", "X-Admin, yes" })
		void whenAHeaderChoosesAnotherHandlerThenSpringSecurityDecides(String name, String value) {
			assertThat(this.deliveries.post("/neighbour/shared", "x").statusCode()).isEqualTo(200);
			assertThat(this.deliveries
				.send("POST", "/neighbour/shared", TestDeliveries.bytes("x"), "x", Map.of(name, value))
				.statusCode()).isIn(401, 403);
		}

		@ParameterizedTest
		@ValueSource(strings = { "application/x-www-form-urlencoded", "multipart/form-data;boundary=b" })
		void whenAFormWouldChooseAnotherHandlerThenItIsNotCalled(String contentType) {
			String body = contentType.startsWith("multipart")
					? "--b\r\nContent-Disposition: form-data; name=\"admin\"\r\n\r\n1\r\n--b--\r\n" : "admin=1";
			byte[] bytes = TestDeliveries.bytes(body);
			assertThat(
					this.deliveries.send("POST", "/neighbour/shared", bytes, null, Map.of("Content-Type", contentType))
						.statusCode())
				.isIn(401, 403);
			assertThat(
					this.deliveries.send("POST", "/neighbour/shared", bytes, "x", Map.of("Content-Type", contentType))
						.statusCode())
				.isIn(401, 403);
		}

	}

	/** What else there is at the paths of endpoints, and must not be opened. */
	@Import({ Neighbours.Pages.class, Neighbours.Shared.class, Neighbours.Tenants.class })
	static class Neighbours {

		@RestController
		@RequestMapping("/neighbour/shared")
		static class Shared extends QStashController<String> {

			@Override
			protected Mono<?> handle(QStashDelivery<String> delivery) {
				return Mono.empty();
			}

		}

		@RestController
		@RequestMapping("/tenants/{tenant}")
		static class Tenants extends QStashController<String> {

			@RequestMapping(path = "/manual", method = { RequestMethod.POST, RequestMethod.PUT })
			String receive(@RequestBody String text) {
				return "for users only";
			}

			@Override
			protected Mono<?> handle(QStashDelivery<String> delivery) {
				return Mono.empty();
			}

		}

		@RestController
		static class Pages {

			@RequestMapping(path = "/neighbour/shared", params = "admin")
			String admin() {
				return "for users only";
			}

			@RequestMapping(path = "/neighbour/shared", headers = "X-Admin")
			String adminByHeader() {
				return "for users only";
			}

			@PostMapping(path = "/neighbour/shared", consumes = "text/csv")
			String upload(@RequestBody String text) {
				return "for users only";
			}

			@RequestMapping("/tenants/purge")
			String purge() {
				return "for users only";
			}

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

		@Bean
		RouterFunction<ServerResponse> routed() {
			return RouterFunctions.route().POST("/tenants/routed", (request) -> ServerResponse.ok().build()).build();
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

		@Bean
		org.springframework.web.reactive.function.server.RouterFunction<?> routed() {
			return org.springframework.web.reactive.function.server.RouterFunctions.route()
				.POST("/tenants/routed",
						(request) -> org.springframework.web.reactive.function.server.ServerResponse.ok().build())
				.build();
		}

	}

}
