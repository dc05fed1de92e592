package io.github.qstash.devserver.engine;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MessageSpecTests {

	@Test
	void aChangedMessageKeepsEverythingElse() {
		MessageSpec defaults = MessageSpec.builder().build();
		MessageSpec full = MessageSpec.builder()
			.method("PUT")
			.headers(Map.of("X", List.of("1")))
			.body(Body.of("b"))
			.retries(1)
			.retryDelay(RetryDelay.parse("1"))
			.timeout(Duration.ofSeconds(1))
			.delay(Duration.ofSeconds(2))
			.notBefore(Instant.EPOCH)
			.queue("q")
			.labels(List.of("l"))
			.callback(CallbackSpec.to("https://a.example"))
			.failureCallback(CallbackSpec.to("https://b.example"))
			.flowControl(new FlowControl("k", 1, 1, Duration.ofSeconds(1)))
			.deduplicationId("d")
			.contentBasedDeduplication(true)
			.callerIp("::1")
			.redaction(Redaction.none().body())
			.build();
		assertThat(fields()).allSatisfy((field) -> {
			assertThat(field.get(full)).as("give the test a value of " + field.getName())
				.isNotEqualTo(field.get(defaults));
			assertThat(field.get(full.toBuilder().build())).as(field.getName()).isEqualTo(field.get(full));
		});
	}

	private static List<Field> fields() {
		List<Field> fields = Arrays.stream(MessageSpec.class.getDeclaredFields())
			.filter((field) -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
			.toList();
		fields.forEach((field) -> field.setAccessible(true));
		return fields;
	}

}
