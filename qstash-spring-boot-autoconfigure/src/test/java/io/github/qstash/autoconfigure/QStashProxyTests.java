package io.github.qstash.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.github.qstash.client.QStashOperations;
import io.github.qstash.client.QStashTransportException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@code qstash.client.proxy.*}.
 */
@ExtendWith(OutputCaptureExtension.class)
class QStashProxyTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final String CREDENTIALS = "Basic "
			+ Base64.getEncoder().encodeToString("shop:secret".getBytes(StandardCharsets.US_ASCII));

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final DisposableServer qstash = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.handle((request, response) -> {
			this.received.add(request.uri() + " " + request.requestHeaders());
			return response.sendString(Mono.just("{\"messageId\":\"msg_1\"}"));
		})
		.bindNow(LIMIT);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QStashAutoConfiguration.class))
		.withPropertyValues("qstash.token=the-token", "qstash.url=http://qstash.example",
				"qstash.client.retry.max-retries=0", "qstash.client.proxy.host=127.0.0.1");

	@AfterEach
	void stop() {
		this.qstash.disposeNow(LIMIT);
	}

	@Test
	void callsGoThroughATunnelOfTheProxyWhichLooksUpTheHost() throws IOException {
		try (TestProxy proxy = TestProxy.http(this.qstash.port(), "")) {
			publish(proxy);
			assertThat(proxy.requests()).singleElement()
				.asString()
				.startsWith("CONNECT qstash.example:80 ")
				.doesNotContain("the-token")
				.doesNotContainIgnoringCase("proxy-authorization");
			assertThat(this.received).singleElement()
				.asString()
				.startsWith("/v2/publish/https://example.com ")
				.contains("Bearer the-token");
		}
	}

	@Test
	void tunnelIsKeptForLaterCalls() throws IOException {
		try (TestProxy proxy = TestProxy.http(this.qstash.port(), "")) {
			// with one connection, the second call waits until the first has given it
			// back
			this.runner
				.withPropertyValues("qstash.client.proxy.port=" + proxy.port(), "qstash.client.pool.max-connections=1")
				.run((context) -> {
					QStashOperations operations = context.getBean(QStashOperations.class);
					operations.publish("https://example.com", "1").block(LIMIT);
					operations.publish("https://example.com", "2").block(LIMIT);
				});
			assertThat(this.received).hasSize(2);
			assertThat(proxy.requests()).hasSize(1);
		}
	}

	@Test
	void credentialsAreForTheProxyOnly() throws IOException {
		try (TestProxy proxy = TestProxy.http(this.qstash.port(), CREDENTIALS)) {
			publish(proxy, "qstash.client.proxy.username=shop", "qstash.client.proxy.password=secret");
			assertThat(proxy.requests()).singleElement().asString().contains(CREDENTIALS);
			assertThat(this.received).singleElement()
				.asString()
				.doesNotContainIgnoringCase("proxy-authorization")
				.doesNotContain(CREDENTIALS);
		}
	}

	@Test
	void refusalOfTheProxyIsATransportErrorWithoutThePassword() throws IOException {
		try (TestProxy proxy = TestProxy.http(this.qstash.port(), CREDENTIALS)) {
			assertThatExceptionOfType(QStashTransportException.class)
				.isThrownBy(() -> publish(proxy, "qstash.client.proxy.username=shop",
						"qstash.client.proxy.password=wrong-secret"))
				.withMessageContaining("407")
				.satisfies((ex) -> assertThat(ex).hasStackTraceContaining("407")
					.extracting(Throwable::getMessage)
					.asString()
					.doesNotContain("wrong-secret"));
			assertThat(this.received).isEmpty();
		}
	}

	@Test
	void proxyThatNeverAnswersFailsAfterTheConnectTimeout() throws IOException {
		try (TestProxy proxy = TestProxy.silent()) {
			assertThatExceptionOfType(QStashTransportException.class)
				.isThrownBy(() -> publish(proxy, "qstash.client.connect-timeout=100ms"))
				.withMessageContaining("timeout");
		}
	}

	@Test
	void socksIsSpokenToo() throws IOException {
		try (TestProxy proxy = TestProxy.socks5(this.qstash.port())) {
			publish(proxy, "qstash.client.proxy.type=socks5");
			assertThat(proxy.requests()).containsExactly("qstash.example:80");
			assertThat(this.received).hasSize(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "localhost" })
	void thisMachineIsReachedDirectly(String host) throws IOException {
		try (TestProxy proxy = TestProxy.http(this.qstash.port(), "")) {
			publish(proxy, "qstash.url=http://" + host + ":" + this.qstash.port());
			assertThat(proxy.requests()).isEmpty();
			assertThat(this.received).hasSize(1);
		}
	}

	@ParameterizedTest
	@CsvSource({ "'', 1", "'*.example, other', 1", "'*.0.0.1', 0", "'*', 0" })
	void nonProxyHostsArePatterns(String patterns, int proxied) throws IOException {
		try (TestProxy proxy = TestProxy.http(this.qstash.port(), "")) {
			publish(proxy, "qstash.url=http://127.0.0.1:" + this.qstash.port(),
					"qstash.client.proxy.non-proxy-hosts=" + patterns);
			assertThat(proxy.requests()).hasSize(proxied);
			assertThat(this.received).hasSize(1);
		}
	}

	@Test
	void noHostIsNoProxy() {
		this.runner
			.withPropertyValues("qstash.url=http://127.0.0.1:" + this.qstash.port(), "qstash.client.proxy.host=",
					"qstash.client.proxy.username=", "qstash.client.proxy.non-proxy-hosts=")
			.run((context) -> {
				context.getBean(QStashOperations.class).publish("https://example.com", "x").block(LIMIT);
				assertThat(this.received).hasSize(1);
			});
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			host,     'host=,port=3128',                                  must be set when another property
			host,     'host=,password=secret',                            must be set when another property
			host,     'host=http://proxy.example.com:3128,port=3128',     without scheme and port
			host,     'host=proxy.example.com:3128,port=3128',            without scheme and port
			username, 'host=shop:secret@proxy.example.com,port=3128',     must be set instead of a user
			port,     'host=proxy.example.com',                           must be between 1 and 65535
			port,     'host=proxy.example.com,port=0',                    must be between 1 and 65535
			port,     'host=proxy.example.com,port=65536',                must be between 1 and 65535
			username, 'host=proxy.example.com,port=1,password=secret',    must be set together with
			username, 'host=proxy.example.com,port=1,username=shop',      must be set together with
			type,     'host=::1,port=1,type=socks4,password=secret',      must be HTTP or SOCKS5
			""")
	void wrongProxyIsFoundAtStartupWithoutShowingThePassword(String property, String properties, String reason,
			CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		String[] arguments = Stream.of(properties.split(","))
			.map((value) -> "--qstash.client.proxy." + value)
			.toArray(String[]::new);
		assertThatException().isThrownBy(() -> application.run(arguments))
			.satisfies(
					(ex) -> assertThat(ex).rootCause().isInstanceOf(InvalidConfigurationPropertyValueException.class));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("'qstash.client.proxy." + property + "'")
			.contains(reason)
			.doesNotContain("secret");
	}

	private void publish(TestProxy proxy, String... properties) {
		this.runner.withPropertyValues("qstash.client.proxy.port=" + proxy.port())
			.withPropertyValues(properties)
			.run((context) -> context.getBean(QStashOperations.class).publish("https://example.com", "x").block(LIMIT));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(QStashAutoConfiguration.class)
	static class Application {

	}

}
