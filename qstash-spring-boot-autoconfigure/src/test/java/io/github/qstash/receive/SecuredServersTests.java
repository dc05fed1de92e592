package io.github.qstash.receive;

import java.io.IOException;
import java.util.Map;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.HierarchicalBeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.reactive.context.AnnotationConfigReactiveWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Spring Security is told about deliveries holds for the servlet and the web server
 * at which they are received, and for no other that the application has.
 */
class SecuredServersTests {

	private static final String PATH = "/reactive/raw";

	private static void assertDenied(int port, String prefix) {
		TestDeliveries deliveries = new TestDeliveries(port, prefix);
		byte[] body = TestDeliveries.bytes("x");
		for (String signature : new String[] { null, "x", deliveries.sign(TestDeliveries.CURRENT_KEY, PATH, body) }) {
			assertThat(deliveries.post(PATH, body, signature).statusCode()).as(signature).isIn(401, 403);
		}
	}

	@Nested
	@Import({ SecuredDeliveryTests.MvcSecurity.class, Servlets.class })
	@TestPropertySource(
			properties = { TomcatDeliveryTests.MVC, TomcatDeliveryTests.TOMCAT, "spring.mvc.servlet.path=/api" })
	class OnTomcat extends SeveralServlets {

		OnTomcat(@LocalServerPort int port) {
			super(port, "");
		}

	}

	@Nested
	@Import({ SecuredDeliveryTests.MvcSecurity.class, Servlets.class })
	@TestPropertySource(properties = { TomcatDeliveryTests.MVC, JettyDeliveryTests.JETTY,
			"spring.mvc.servlet.path=/api", "server.servlet.context-path=/shop" })
	class OnJettyBelowAContextPath extends SeveralServlets {

		OnJettyBelowAContextPath(@LocalServerPort int port) {
			super(port, "/shop");
		}

	}

	@Nested
	@Import(SecuredDeliveryTests.MvcSecurity.class)
	@TestPropertySource(properties = { TomcatDeliveryTests.MVC, TomcatDeliveryTests.TOMCAT })
	class OnMvcWithAnotherPort extends AnotherPort {

		OnMvcWithAnotherPort(@LocalServerPort int port) {
			super(port);
		}

		@Test
		void theOtherPortIsAsProtectedAsItWas(@Autowired ApplicationContext application) {
			try (var management = new AnnotationConfigServletWebServerApplicationContext()) {
				management.setParent(application);
				management.setServerNamespace("management");
				management.register(MvcManagement.class);
				management.refresh();
				assertProtected(management.getWebServer().getPort());
			}
		}

	}

	@Nested
	@Import(SecuredDeliveryTests.WebFluxSecurity.class)
	@TestPropertySource(properties = { ReactorNettyDeliveryTests.WEBFLUX, ReactorNettyDeliveryTests.REACTOR_NETTY })
	class OnWebFluxWithAnotherPort extends AnotherPort {

		OnWebFluxWithAnotherPort(@LocalServerPort int port) {
			super(port);
		}

		@Test
		void theOtherPortIsAsProtectedAsItWas(@Autowired ApplicationContext application) {
			try (var management = new AnnotationConfigReactiveWebServerApplicationContext()) {
				management.setParent(application);
				management.setServerNamespace("management");
				management.register(WebFluxManagement.class);
				management.refresh();
				assertProtected(management.getWebServer().getPort());
			}
		}

	}

	@SpringBootTest(classes = ContractApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "qstash.current-signing-key=" + TestDeliveries.CURRENT_KEY,
					"qstash.next-signing-key=" + TestDeliveries.NEXT_KEY, "server.address=127.0.0.1" })
	abstract static class SeveralServlets {

		private final int port;

		private final String contextPath;

		SeveralServlets(int port, String contextPath) {
			this.port = port;
			this.contextPath = contextPath;
		}

		@Test
		void whenSpringMvcIsBelowAPathThenDeliveriesAreReceivedThere() {
			for (ReceiverKind kind : ReceiverKind.values()) {
				assertReceived("/api", kind.prefix() + "/raw");
			}
		}

		@Test
		void whenAServletHasTheSameHandlersThenTheyReceiveToo() {
			assertReceived("/same", PATH);
		}

		@ParameterizedTest
		@ValueSource(strings = { "/other", "/separate", "" })
		void whenAnotherServletHasThePathThenSpringSecurityDecides(String servlet) {
			assertDenied(this.port, this.contextPath + servlet);
		}

		private void assertReceived(String servlet, String path) {
			TestDeliveries deliveries = new TestDeliveries(this.port, this.contextPath + servlet);
			byte[] form = TestDeliveries.bytes("a=1");
			assertThat(deliveries
				.send("POST", path, form, deliveries.sign(TestDeliveries.CURRENT_KEY, path, form),
						Map.of("Content-Type", "application/x-www-form-urlencoded"))
				.statusCode()).isEqualTo(200);
			assertThat(deliveries.post(path, "x").statusCode()).isEqualTo(200);
			assertThat(deliveries.send("GET", kindless(path) + "/page", new byte[0], null, Map.of()).statusCode())
				.isIn(401, 403);
		}

		private static String kindless(String path) {
			return path.substring(0, path.lastIndexOf('/'));
		}

	}

	@SpringBootTest(classes = ContractApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "qstash.current-signing-key=" + TestDeliveries.CURRENT_KEY,
					"qstash.next-signing-key=" + TestDeliveries.NEXT_KEY, "server.address=127.0.0.1" })
	abstract static class AnotherPort {

		private final TestDeliveries deliveries;

		AnotherPort(int port) {
			this.deliveries = new TestDeliveries(port, "");
		}

		protected void assertProtected(int managementPort) {
			assertThat(this.deliveries.post(PATH, "x").statusCode()).isEqualTo(200);
			assertDenied(managementPort, "");
			assertThat(this.deliveries.post(PATH, "x").statusCode()).isEqualTo(200);
		}

	}

	/** Servlets beside the one of Spring MVC. */
	static class Servlets {

		@Bean
		ServletRegistrationBean<HttpServlet> other() {
			return new ServletRegistrationBean<>(new HttpServlet() {

				@Override
				protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
					response.getWriter().print("for users only");
				}

			}, "/other/*", "/reactive/raw");
		}

		@Bean
		ServletRegistrationBean<DispatcherServlet> same(WebApplicationContext context) {
			ServletRegistrationBean<DispatcherServlet> servlet = new ServletRegistrationBean<>(
					new DispatcherServlet(context), "/same/*");
			servlet.setName("same");
			return servlet;
		}

		@Bean
		ServletRegistrationBean<DispatcherServlet> separate() {
			AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
			context.register(ForUsersOnly.class);
			ServletRegistrationBean<DispatcherServlet> servlet = new ServletRegistrationBean<>(
					new DispatcherServlet(context), "/separate/*");
			servlet.setName("separate");
			return servlet;
		}

	}

	@RestController
	static class ForUsersOnly {

		@PostMapping(PATH)
		String post() {
			return "for users only";
		}

	}

	/** A web server of its own, as the actuator has it: with the parent's security. */
	@Configuration(proxyBeanMethods = false)
	@Import(ForUsersOnly.class)
	static class MvcManagement {

		@Bean
		TomcatServletWebServerFactory server() {
			return new TomcatServletWebServerFactory(0);
		}

		@Bean
		DispatcherServlet dispatcherServlet() {
			DispatcherServlet servlet = new DispatcherServlet();
			servlet.setDetectAllHandlerMappings(false);
			servlet.setDetectAllHandlerAdapters(false);
			return servlet;
		}

		@Bean
		RequestMappingHandlerMapping handlerMapping() {
			return new RequestMappingHandlerMapping();
		}

		@Bean
		RequestMappingHandlerAdapter handlerAdapter() {
			return new RequestMappingHandlerAdapter();
		}

		@Bean
		Filter springSecurityFilterChain(HierarchicalBeanFactory beanFactory) {
			return beanFactory.getParentBeanFactory().getBean("springSecurityFilterChain", Filter.class);
		}

	}

	/** The same on WebFlux, where the parent's filters are found anyway. */
	@Configuration(proxyBeanMethods = false)
	@EnableWebFlux
	@Import(ForUsersOnly.class)
	static class WebFluxManagement {

		@Bean
		NettyReactiveWebServerFactory server() {
			return new NettyReactiveWebServerFactory(0);
		}

		@Bean
		HttpHandler httpHandler(ApplicationContext context) {
			return WebHttpHandlerBuilder.applicationContext(context).build();
		}

	}

}
