package io.github.qstash.receive;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.autoconfigure.receive.QStashReceiverAutoConfiguration;
import io.github.qstash.message.QStashHeaders;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.DispatcherHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How large a payload may be is up to {@code qstash.receiver.max-body-size}, whatever the
 * codecs of the application allow elsewhere.
 */
class LargePayloadTests {

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CodecsAutoConfiguration.class, JacksonAutoConfiguration.class,
				QStashAutoConfiguration.class, QStashReceiverAutoConfiguration.class, WebFluxAutoConfiguration.class))
		.withPropertyValues("qstash.current-signing-key=" + TestDeliveries.CURRENT_KEY,
				"spring.http.codecs.max-in-memory-size=1KB");

	@Test
	void codecsOfTheApplicationReadLargePayloads() {
		String form = "a=" + "x".repeat(500_000);
		String signature = new TestDeliveries(0, "").sign(TestDeliveries.CURRENT_KEY, "/forms",
				TestDeliveries.bytes(form));
		this.runner.withBean(Forms.class).run((context) -> {
			MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.post("/forms")
				.contentType(MediaType.APPLICATION_FORM_URLENCODED)
				.header(QStashHeaders.SIGNATURE, signature)
				.body(form));
			new DispatcherHandler(context).handle(exchange).block(Duration.ofSeconds(10));
			assertThat(exchange.getResponse().getStatusCode().value()).isEqualTo(200);
			assertThat(context.getBean(Forms.class).received.get().getFirst("a")).hasSize(500_000);
		});
	}

	@RestController
	@RequestMapping("/forms")
	static class Forms extends QStashController<MultiValueMap<String, String>> {

		private final AtomicReference<MultiValueMap<String, String>> received = new AtomicReference<>();

		@Override
		protected Mono<?> handle(QStashDelivery<MultiValueMap<String, String>> delivery) {
			return Mono.fromRunnable(() -> this.received.set(delivery.payload()));
		}

	}

}
