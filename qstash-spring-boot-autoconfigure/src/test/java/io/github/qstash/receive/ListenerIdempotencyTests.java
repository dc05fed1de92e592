package io.github.qstash.receive;

import java.lang.reflect.Method;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.qstash.annotation.Idempotency;
import io.github.qstash.annotation.QStashListener;
import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.autoconfigure.receive.QStashIdempotencyAutoConfiguration;
import io.github.qstash.autoconfigure.receive.QStashListenerAutoConfiguration;
import io.github.qstash.autoconfigure.receive.QStashReceiverAutoConfiguration;
import io.github.qstash.message.QStashHeaders;
import io.github.qstash.signature.QStashSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.reactive.DispatcherHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A listener decides for itself whether it handles a message once.
 */
class ListenerIdempotencyTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final IdempotencySettings CONFIGURED = new IdempotencySettings(true, Duration.ofHours(1),
			Duration.ofMinutes(1));

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, QStashAutoConfiguration.class,
				QStashReceiverAutoConfiguration.class, QStashIdempotencyAutoConfiguration.class,
				QStashListenerAutoConfiguration.class, WebFluxAutoConfiguration.class,
				PropertyPlaceholderAutoConfiguration.class))
		.withPropertyValues("qstash.current-signing-key=" + TestDeliveries.CURRENT_KEY, "remember=7d");

	@ParameterizedTest
	@CsvSource({ "false, 2, 1, 2", "true, 1, 1, 2" })
	void aListenerDecidesForItself(boolean enabled, int configured, int once, int often) {
		this.runner.withPropertyValues("qstash.receiver.idempotency.enabled=" + enabled)
			.withBean(Listeners.class)
			.run((context) -> {
				for (String path : List.of("/configured", "/once", "/often")) {
					String signature = sign(path);
					assertThat(deliver(context, path, signature)).isEqualTo(200);
					assertThat(deliver(context, path, signature)).isEqualTo(200);
				}
				List<String> handled = context.getBean(Listeners.class).handled;
				assertThat(handled).filteredOn("configured"::equals).hasSize(configured);
				assertThat(handled).filteredOn("once"::equals).hasSize(once);
				assertThat(handled).filteredOn("often"::equals).hasSize(often);
			});
	}

	@Test
	void nothingIsChangedByDefault() {
		assertThat(settings("configured")).isEqualTo(CONFIGURED);
	}

	@Test
	void attributesWinOverWhatIsConfigured() {
		assertThat(settings("once")).isEqualTo(CONFIGURED);
		assertThat(settings("often")).isEqualTo(CONFIGURED.withEnabled(false));
		assertThat(settings("remembers")).isEqualTo(CONFIGURED.withTtl(Duration.ofDays(7)));
		assertThat(settings("takesLong")).isEqualTo(CONFIGURED.withInProgressTimeout(Duration.ofMinutes(90)));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "soon", "-1s", "0", "PT0S", "7 weeks", "3653d", "99999999999999999d", "9223372036854775807s" })
	void whenADurationIsNoneThenDoesNotStart(String value) {
		this.runner.withPropertyValues("remember=" + value)
			.withBean(Remembers.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(InvalidQStashListenerException.class, (ex) -> {
					assertThat(ex).hasMessageContaining(
							"its idempotencyTtl '" + value + "' is no duration from a millisecond to ten years");
					assertThat(ex.getAction()).contains("30m");
				}));
	}

	@Test
	void whenAPlaceholderCannotBeResolvedThenDoesNotStart() {
		this.runner.withBean(Forgets.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(InvalidQStashListenerException.class, (ex) -> assertThat(ex)
					.hasMessageContaining("its idempotencyInProgressTimeout '${forget}' has a placeholder")));
	}

	private static IdempotencySettings settings(String method) {
		return ListenerIdempotency.of(annotation(method), (attribute, value) -> value.replace("${remember}", "7d"))
			.apply(CONFIGURED);
	}

	private static QStashListener annotation(String name) {
		Class<?> type = name.equals("remembers") ? Remembers.class : Listeners.class;
		Method method = ReflectionUtils.findMethod(type, name);
		return method.getAnnotation(QStashListener.class);
	}

	private static String sign(String path) {
		return new QStashSigner(TestDeliveries.CURRENT_KEY, Clock.systemUTC())
			.sign(TestDeliveries.ORIGIN + "/qstash" + path, TestDeliveries.bytes("x"));
	}

	private static int deliver(ApplicationContext context, String path, String signature) {
		MockServerHttpRequest request = MockServerHttpRequest.post("/qstash" + path)
			.header(QStashHeaders.SIGNATURE, signature)
			.header(QStashHeaders.MESSAGE_ID, "msg_1")
			.body("x");
		MockServerWebExchange exchange = MockServerWebExchange.from(request);
		new DispatcherHandler(context).handle(exchange).block(LIMIT);
		return exchange.getResponse().getStatusCode().value();
	}

	static class Listeners {

		private final List<String> handled = new CopyOnWriteArrayList<>();

		@QStashListener("/configured")
		void configured() {
			this.handled.add("configured");
		}

		@QStashListener(value = "/once", idempotency = Idempotency.ENABLED)
		void once() {
			this.handled.add("once");
		}

		@QStashListener(value = "/often", idempotency = Idempotency.DISABLED)
		void often() {
			this.handled.add("often");
		}

		@QStashListener(value = "/long", idempotencyInProgressTimeout = "90m")
		void takesLong() {
			this.handled.add("long");
		}

	}

	static class Remembers {

		@QStashListener(value = "/remembers", idempotencyTtl = "${remember}")
		void remembers() {
		}

	}

	static class Forgets {

		@QStashListener(value = "/forgets", idempotencyInProgressTimeout = "${forget}")
		void forgets() {
		}

	}

}
