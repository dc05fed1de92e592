package io.github.qstash.receive;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link QStashCallback} and {@link QStashFailureCallback}.
 */
@ExtendWith(OutputCaptureExtension.class)
class QStashCallbackTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/** As the documentation of QStash shows it. */
	private static final String DOCUMENTED = """
			{
			  "status": 200,
			  "header": { "content-type": ["text/plain"] },
			  "body": "%s",
			  "retried": 2,
			  "maxRetries": 3,
			  "sourceMessageId": "msg_xxx",
			  "topicName": "orders",
			  "endpointName": "first",
			  "url": "http://myurl.com",
			  "method": "PUT",
			  "sourceHeader": { "Content-Type": "application/json" },
			  "sourceBody": "%s",
			  "notBefore": "1701198458025",
			  "createdAt": "1701198447054",
			  "scheduleId": "scd_1",
			  "callerIP": "178.247.74.179"
			}""".formatted(base64("shipped ✓"), base64("{\"id\":\"42\"}"));

	@Test
	void shouldReadWhatTheDocumentationShows() {
		QStashCallback<Order> callback = callback(DOCUMENTED);
		assertThat(callback.status()).isEqualTo(200);
		assertThat(callback.isDelivered()).isTrue();
		assertThat(callback.headers().getFirst("Content-Type")).isEqualTo("text/plain");
		assertThat(callback.body()).isEqualTo("shipped ✓".getBytes(StandardCharsets.UTF_8));
		assertThat(callback.bodyAsText()).isEqualTo("shipped ✓");
		assertThat(callback.retried()).isEqualTo(2);
		assertThat(callback.maxRetries()).isEqualTo(3);
		assertThat(callback.sourceMessageId()).isEqualTo("msg_xxx");
		assertThat(callback.sourceUrl()).isEqualTo("http://myurl.com");
		assertThat(callback.sourceMethod()).isEqualTo("PUT");
		assertThat(callback.sourceHeaders().get(HttpHeaders.CONTENT_TYPE)).containsExactly("application/json");
		assertThat(callback.sourceBody()).isEqualTo(new Order("42"));
		assertThat(callback.notBefore()).isEqualTo(Instant.ofEpochMilli(1701198458025L));
		assertThat(callback.createdAt()).isEqualTo(Instant.ofEpochMilli(1701198447054L));
		assertThat(callback.scheduleId()).isEqualTo("scd_1");
		assertThat(callback.urlGroup()).isEqualTo("orders");
		assertThat(callback.endpoint()).isEqualTo("first");
		assertThat(callback.callerIp()).isEqualTo("178.247.74.179");
		assertThat(callback).hasToString("QStashCallback[msg_xxx, status 200, retried 2 of 3 times]");
	}

	@Test
	void shouldReadTheOtherSpellings() {
		QStashCallback<Order> callback = callback("""
				{ "status": "503", "header": { "Retry-After": "7", "X": ["a", "b"], "Y": null }, "body": "Zg",
				  "retried": "0", "maxRetries": "5", "sourceMessageId": "msg_1",
				  "sourceHeader": { "Trace": ["t1", "t2"] }, "sourceBody": "eyJpZCI6IjEifQ==",
				  "notBefore": 1701198458025, "createdAt": 1701198447054, "callerIp": "10.0.0.1", "unknown": {} }""");
		assertThat(callback.status()).isEqualTo(503);
		assertThat(callback.headers().toSingleValueMap()).isEqualTo(Map.of("Retry-After", "7", "X", "a"));
		assertThat(callback.headers().get("X")).containsExactly("a", "b");
		assertThat(callback.bodyAsText()).isEqualTo("f");
		assertThat(callback.maxRetries()).isEqualTo(5);
		assertThat(callback.sourceHeaders().get("Trace")).containsExactly("t1", "t2");
		assertThat(callback.sourceBody()).isEqualTo(new Order("1"));
		assertThat(callback.createdAt()).isEqualTo(Instant.ofEpochMilli(1701198447054L));
		assertThat(callback.callerIp()).isEqualTo("10.0.0.1");
	}

	@Test
	void whenFieldsAreMissingThenIsEmptyButForTheMessage() {
		QStashCallback<Order> callback = callback("{\"sourceMessageId\":\"msg_1\",\"scheduleId\":null}");
		assertThat(callback.status()).isZero();
		assertThat(callback.isDelivered()).isFalse();
		assertThat(callback.headers().isEmpty()).isTrue();
		assertThat(callback.body()).isEmpty();
		assertThat(callback.sourceBody()).isNull();
		assertThat(callback.sourceUrl()).isEmpty();
		assertThat(callback.sourceMethod()).isEmpty();
		assertThat(callback.createdAt()).isNull();
		assertThat(callback.notBefore()).isNull();
		assertThat(callback.scheduleId()).isNull();
		assertThat(callback.urlGroup()).isNull();
		assertThat(callback.endpoint()).isNull();
		assertThat(callback.callerIp()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "200, 0, true", "204, 0, true", "199, 0, false", "300, 0, false", "500, 2, false", "500, 3, true",
			"0, 3, true", "489, 0, false" })
	void whenDeliveredOrOutOfRetriesThenIsTheLastAttempt(int status, int retried, boolean last) {
		assertThat(callback("{\"sourceMessageId\":\"msg_1\",\"status\":%d,\"retried\":%d,\"maxRetries\":3}"
			.formatted(status, retried)).isLastAttempt()).isEqualTo(last);
	}

	@Test
	void whenDestinationSaidThatAnotherAttemptIsPointlessThenIsTheLastAttempt() {
		String json = """
				{"sourceMessageId":"msg_1","status":%d,"maxRetries":3,"header":{"upstash-nonretryable-error":["true"]}}""";
		assertThat(callback(json.formatted(489)).isLastAttempt()).isTrue();
		assertThat(callback(json.formatted(500)).isLastAttempt()).isFalse();
	}

	@Test
	void failureShouldTellTheDeadLetterAndBeTheLastAttempt() {
		QStashFailureCallback<Map<String, List<Integer>>> failure = JSON.readValue("""
				{"sourceMessageId":"msg_1","status":500,"retried":0,"maxRetries":3,"dlqId":"1725323658779-0",
				 "sourceBody":"%s"}""".formatted(base64("{\"a\":[1,2]}")), new TypeReference<>() {
		});
		assertThat(failure.dlqId()).isEqualTo("1725323658779-0");
		assertThat(failure.isLastAttempt()).isTrue();
		assertThat(failure.sourceBody()).isEqualTo(Map.of("a", List.of(1, 2)));
		assertThat(failure).hasToString("QStashFailureCallback[msg_1, status 500, retried 0 of 3 times]");
	}

	@Test
	void whenSourceIsWantedAsItIsThenIsNotDecoded() {
		QStashCallback<byte[]> bytes = JSON.readValue(DOCUMENTED, new TypeReference<>() {
		});
		assertThat(bytes.sourceBody()).isEqualTo("{\"id\":\"42\"}".getBytes(StandardCharsets.UTF_8));
		QStashCallback<String> text = JSON.readValue(DOCUMENTED, new TypeReference<>() {
		});
		assertThat(text.sourceBody()).isEqualTo("{\"id\":\"42\"}");
		QStashCallback<?> raw = JSON.readValue(DOCUMENTED, QStashCallback.class);
		assertThat(raw.sourceBody()).isEqualTo(Map.of("id", "42"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "1", "{\"sourceMessageId\":null}", "{\"sourceMessageId\":{}}",
			"{\"sourceMessageId\":\"m\",\"status\":\"ok\"}", "{\"sourceMessageId\":\"m\",\"status\":2.5}",
			"{\"sourceMessageId\":\"m\",\"body\":\"secret%\"}",
			"{\"sourceMessageId\":\"m\",\"sourceBody\":\"secret%\"}" })
	void whenItIsNoCallbackThenIsAWrongPayloadAndShowsNothingOfIt(String json) {
		PayloadDecoder<QStashCallback<Order>> decoder = PayloadDecoder.of(
				JSON.getTypeFactory().constructParametricType(QStashCallback.class, Order.class), JSON,
				new ContentEncoding(1024), PayloadConverter.NONE);
		assertThatExceptionOfType(NonRetryableDeliveryException.class)
			.isThrownBy(() -> decoder.decode(json.getBytes(StandardCharsets.UTF_8), new HttpHeaders()).block(LIMIT))
			.withMessageNotContaining("secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "secret", "[1]", "{\"id\":{}}", "{\"id\":", "" })
	void whenSourceIsNotWhatIsExpectedThenIsACallbackNevertheless(String source, CapturedOutput output) {
		QStashFailureCallback<Order> failure = JSON.readValue("""
				{"sourceMessageId":"msg_1","status":489,"dlqId":"7","sourceBody":"%s"}""".formatted(base64(source)),
				new TypeReference<>() {
				});
		assertThat(failure.sourceBody()).isNull();
		assertThat(failure.sourceBytes()).isEqualTo(source.getBytes(StandardCharsets.UTF_8));
		assertThat(failure.dlqId()).isEqualTo("7");
		assertThat(output.getOut().contains("'msg_1', of which a callback tells")).isEqualTo(!source.isEmpty());
		assertThat(output).doesNotContain("secret");
	}

	@Test
	void whenTheTypeOfTheSourceCannotBeReadThenIsNotTheFaultOfTheCallback() {
		assertThatExceptionOfType(InvalidDefinitionException.class)
			.isThrownBy(() -> JSON.readValue(DOCUMENTED, new TypeReference<QStashCallback<Runnable>>() {
			}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "1701198458025.0", "\"soon\"", "9223372036854775808", "\"\"" })
	void whenAnInstantCannotBeReadThenIsNotTold(String instant) {
		assertThat(callback("{\"sourceMessageId\":\"m\",\"createdAt\":" + instant + "}").createdAt()).isNull();
	}

	@Test
	void whenFieldIsWrongThenSaysWhich() {
		assertThatExceptionOfType(MismatchedInputException.class)
			.isThrownBy(() -> callback("{\"sourceMessageId\":\"m\",\"retried\":\"x\"}"))
			.withMessageContaining("The field 'retried' of a callback is not a whole number");
	}

	private static QStashCallback<Order> callback(String json) {
		return JSON.readValue(json, new TypeReference<>() {
		});
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	record Order(String id) {

	}

}
