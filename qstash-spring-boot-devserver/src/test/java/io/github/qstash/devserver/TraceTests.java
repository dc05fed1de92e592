package io.github.qstash.devserver;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.qstash.client.QStashOperations;
import io.github.qstash.message.QStashMessage;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an operator sees: publish, delivery and callback in one trace.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "qstash.devserver.port=0", "management.tracing.sampling.probability=1" })
class TraceTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	@Test
	void deliveryAndCallbackContinueTheTraceOfThePublish(@Autowired QStashOperations qstash,
			@Autowired ObservationRegistry registry, @Autowired Spans spans) {
		Observation.createNotStarted("place order", registry)
			.observe(() -> qstash.publish(QStashMessage.to("/in").callback("/done").build()).block(LIMIT));
		Awaitility.await().atMost(LIMIT).until(() -> spans.finished.size() == 5);
		assertThat(spans.finished).extracting(SpanData::getTraceId)
			.containsOnly(spans.named("place order").getTraceId());
		assertThat(spans.named("publish").getParentSpanId()).isEqualTo(spans.named("place order").getSpanId());
		assertThat(spans.named("request publish").getParentSpanId()).isEqualTo(spans.named("publish").getSpanId());
		assertThat(spans.named("http post /in").getParentSpanId()).isEqualTo(spans.named("publish").getSpanId());
		assertThat(spans.named("http post /done").getParentSpanId()).isEqualTo(spans.named("publish").getSpanId());
		assertThat(spans.named("publish").getAttributes().get(AttributeKey.stringKey("messaging.message.id")))
			.startsWith("msg_");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Spans spans() {
			return new Spans();
		}

		@Bean
		Destination destination() {
			return new Destination();
		}

	}

	@RestController
	static class Destination {

		@PostMapping({ "/in", "/done" })
		Mono<Void> take() {
			return Mono.empty();
		}

	}

	static class Spans implements SpanProcessor {

		private final List<SpanData> finished = new CopyOnWriteArrayList<>();

		@Override
		public void onStart(Context context, ReadWriteSpan span) {
		}

		@Override
		public boolean isStartRequired() {
			return false;
		}

		@Override
		public void onEnd(ReadableSpan span) {
			this.finished.add(span.toSpanData());
		}

		@Override
		public boolean isEndRequired() {
			return true;
		}

		SpanData named(String name) {
			Map<String, SpanData> byName = this.finished.stream()
				.collect(Collectors.toMap(SpanData::getName, Function.identity()));
			assertThat(byName).containsKey(name);
			return byName.get(name);
		}

	}

}
