package io.github.qstash.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.qstash.client.QStashMessageCustomizer;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.message.ApiProvider;
import io.github.qstash.message.DeliveryMethod;
import io.github.qstash.message.QStashMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the defaults of messages: {@code qstash.publish.*} and
 * {@link QStashMessageCustomizer} beans.
 */
class MessageDefaultsTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final List<String> sent = new ArrayList<>();

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.handle((request, response) -> {
			request.requestHeaders()
				.forEach(
						(header) -> this.sent.add(header.getKey().toLowerCase(Locale.ROOT) + ": " + header.getValue()));
			return response.sendString(Mono.just("{\"messageId\":\"msg_1\"}"));
		})
		.bindNow(LIMIT);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QStashAutoConfiguration.class))
		.withPropertyValues("qstash.token=t", "qstash.url=http://127.0.0.1:" + this.server.port(),
				"qstash.public-url=https://shop.example");

	@AfterEach
	void stop() {
		this.server.disposeNow(LIMIT);
	}

	@Test
	void propertiesAreDefaultsOfEveryMessage() {
		assertThat(sent(QStashMessage.to("https://example.com").build(), "qstash.publish.retries=5",
				"qstash.publish.retry-delay=1000", "qstash.publish.timeout=30s", "qstash.publish.callback=/done",
				"qstash.publish.failure-callback=https://example.com/failed", "qstash.publish.labels=a,b",
				"qstash.publish.headers.X-Tenant=42", "qstash.publish.flow-control.key=k",
				"qstash.publish.flow-control.rate=10", "qstash.publish.flow-control.period=1m",
				"qstash.publish.flow-control.parallelism=3"))
			.contains("upstash-retries: 5", "upstash-retry-delay: 1000", "upstash-timeout: 30s",
					"upstash-callback: https://shop.example/done",
					"upstash-failure-callback: https://example.com/failed", "upstash-label: a,b",
					"upstash-forward-x-tenant: 42", "upstash-flow-control-key: k",
					"upstash-flow-control-value: parallelism=3, rate=10, period=60s");
	}

	@Test
	void messageWinsOverDefaults() {
		QStashMessage message = QStashMessage.to("https://example.com")
			.retries(0)
			.label("own")
			.header("x-tenant", "7", "8")
			.build();
		List<String> headers = sent(message, "qstash.publish.retries=5", "qstash.publish.labels=a,b",
				"qstash.publish.headers.X-Tenant=42", "qstash.publish.headers.X-Other=1");
		assertThat(headers)
			.contains("upstash-retries: 0", "upstash-label: own", "upstash-forward-x-tenant: 7",
					"upstash-forward-x-tenant: 8", "upstash-forward-x-other: 1")
			.doesNotContain("upstash-forward-x-tenant: 42");
	}

	@Test
	void defaultHeadersDoNotReplaceTheCredentialsOfAProvider() {
		QStashMessage message = QStashMessage.to(ApiProvider.openAi("provider-token"))
			.body("{}")
			.callback("/answers")
			.build();
		assertThat(sent(message, "qstash.publish.headers.Authorization=own-token", "qstash.publish.callback=/done"))
			.contains("upstash-forward-authorization: Bearer provider-token", "content-type: application/json",
					"upstash-callback: https://shop.example/answers")
			.noneMatch((header) -> header.contains("own-token"));
	}

	@Test
	void laterCustomizerWinsOverEarlierOneAndOverProperties() {
		this.runner.withUserConfiguration(Customizers.class)
			.withPropertyValues("qstash.publish.retries=5")
			.run((context) -> {
				QStashOperations qstash = context.getBean(QStashOperations.class);
				qstash.publish("https://example.com", "x").block(LIMIT);
				assertThat(this.sent).contains("upstash-retries: 2", "upstash-method: PUT", "upstash-label: first");
			});
	}

	@Test
	void headersAndLabelsOfALaterCustomizerReplaceThoseOfAnEarlierOne() {
		this.runner
			.withBean(QStashMessageCustomizer.class,
					() -> (message, defaults) -> defaults.header("x-tenant", "later").label("later"))
			.withPropertyValues("qstash.publish.headers.X-Tenant=early", "qstash.publish.headers.X-Other=kept",
					"qstash.publish.labels=early")
			.run((context) -> {
				context.getBean(QStashOperations.class).publish("https://example.com", "x").block(LIMIT);
				assertThat(this.sent)
					.contains("upstash-forward-x-tenant: later", "upstash-forward-x-other: kept",
							"upstash-label: later")
					.noneMatch((header) -> header.contains("early"));
			});
	}

	@Test
	void messageSwitchesOffContentBasedDeduplication() {
		QStashMessage off = QStashMessage.to("https://example.com").contentBasedDeduplication(false).build();
		QStashMessage.Builder on = QStashMessage.builder().contentBasedDeduplication(true);
		assertThat(off.withDefaults(on).contentBasedDeduplication()).isFalse();
	}

	@Test
	void customizerSeesTheMessage() {
		this.runner
			.withBean(QStashMessageCustomizer.class,
					() -> (message, defaults) -> defaults.label("to " + message.destination()))
			.run((context) -> {
				context.getBean(QStashOperations.class).publish("my-group", "x").block(LIMIT);
				assertThat(this.sent).contains("upstash-label: to my-group");
			});
	}

	@Test
	void delayAndInstantReplaceEachOther() {
		QStashMessage at = QStashMessage.to("https://example.com").notBefore(Instant.ofEpochSecond(1767225600)).build();
		QStashMessage defaulted = at.withDefaults(QStashMessage.builder().delay(Duration.ofMinutes(1)));
		assertThat(defaulted.delay()).isNull();
		assertThat(defaulted.notBefore()).isEqualTo(at.notBefore());
	}

	@Test
	void messageCanBeDescribedAtTheCallSite() {
		this.runner.run((context) -> {
			context.getBean(QStashOperations.class)
				.publish((message) -> message.to("https://example.com").body("x").retries(1))
				.block(LIMIT);
			assertThat(this.sent).contains("upstash-retries: 1");
		});
	}

	@ParameterizedTest
	@CsvSource({ "retries, -1", "timeout, 0s", "callback, nowhere at all", "failure-callback, my-group",
			"flow-control.key, k", "headers.Upstash-Retries, 5" })
	void wrongDefaultIsFoundAtStartupByItsProperty(String property, String value) {
		this.runner.withPropertyValues("qstash.publish." + property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("qstash.publish." + property.replace(".Upstash-Retries", "")));
	}

	@Test
	void retriesComeFromProperties() {
		this.runner
			.withPropertyValues("qstash.client.retry.max-retries=0", "qstash.client.retry.first-backoff=1ms",
					"qstash.client.retry.max-backoff=2ms", "qstash.client.retry.max-wait=3s",
					"qstash.client.retry.generate-deduplication-ids=false")
			.run((context) -> {
				context.getBean(QStashOperations.class).publish("https://example.com", "x").block(LIMIT);
				assertThat(this.sent).noneMatch((header) -> header.startsWith("upstash-deduplication-id"));
			});
		this.runner.run((context) -> {
			context.getBean(QStashOperations.class).publish("https://example.com", "x").block(LIMIT);
			assertThat(this.sent).anyMatch((header) -> header.startsWith("upstash-deduplication-id"));
		});
	}

	private List<String> sent(QStashMessage message, String... properties) {
		this.runner.withPropertyValues(properties)
			.run((context) -> context.getBean(QStashOperations.class).publish(message).block(LIMIT));
		return this.sent;
	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		@Order(2)
		QStashMessageCustomizer second() {
			return (message, defaults) -> defaults.retries(2);
		}

		@Bean
		@Order(1)
		QStashMessageCustomizer first() {
			return (message, defaults) -> defaults.retries(1).method(DeliveryMethod.PUT).label("first");
		}

	}

}
