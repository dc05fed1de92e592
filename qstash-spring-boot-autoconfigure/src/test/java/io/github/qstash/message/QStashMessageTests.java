package io.github.qstash.message;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link QStashMessage} and how its options become headers.
 */
class QStashMessageTests {

	private static final String URL = "https://example.com";

	@Test
	void messageWithoutOptionsHasNoHeaders() {
		assertThat(headers(QStashMessage.to(URL).body("x"))).isEmpty();
	}

	@ParameterizedTest
	@MethodSource
	void optionBecomesHeader(Consumer<QStashMessage.Builder> option, List<String> expected) {
		QStashMessage.Builder builder = QStashMessage.to(URL);
		option.accept(builder);
		assertThat(headers(builder)).isEqualTo(expected);
	}

	static Stream<Arguments> optionBecomesHeader() {
		return Stream.of(option((message) -> message.method(DeliveryMethod.PATCH), "Upstash-Method: PATCH"),
				option((message) -> message.delay(Duration.ofMinutes(5)), "Upstash-Delay: 300s"),
				option((message) -> message.notBefore(Instant.ofEpochSecond(1767225600)),
						"Upstash-Not-Before: 1767225600"),
				option((message) -> message.notBefore(Instant.ofEpochMilli(1767225600001L)),
						"Upstash-Not-Before: 1767225601"),
				option((message) -> message.retries(0), "Upstash-Retries: 0"),
				option((message) -> message.retryDelay("pow(2, retried) * 1000"),
						"Upstash-Retry-Delay: pow(2, retried) * 1000"),
				option((message) -> message.timeout(Duration.ofMillis(1500)), "Upstash-Timeout: 2s"),
				option((message) -> message.deduplicationId("order-17"), "Upstash-Deduplication-Id: order-17"),
				option((message) -> message.contentBasedDeduplication(true),
						"Upstash-Content-Based-Deduplication: true"),
				option((message) -> message.label("a", "b").label("c"), "Upstash-Label: a,b,c"),
				option((message) -> message.flowControl(FlowControl.ofParallelism("k", 5)),
						"Upstash-Flow-Control-Key: k", "Upstash-Flow-Control-Value: parallelism=5"),
				option((message) -> message.flowControl(FlowControl.ofRate("k", 10)), "Upstash-Flow-Control-Key: k",
						"Upstash-Flow-Control-Value: rate=10"),
				option((message) -> message
					.flowControl(FlowControl.ofRate("k", 10, Duration.ofMinutes(1)).andParallelism(5)),
						"Upstash-Flow-Control-Key: k",
						"Upstash-Flow-Control-Value: parallelism=5, rate=10, period=60s"),
				option((message) -> message.redactBody().redactHeaders("Authorization", "X-Key"),
						"Upstash-Redact-Fields: body,header[Authorization],header[X-Key]"),
				option((message) -> message.redactHeaders(), "Upstash-Redact-Fields: header"),
				option((message) -> message.header("My-Header", "a").header("My-Header", "b", "c"),
						"Upstash-Forward-My-Header: a", "Upstash-Forward-My-Header: b", "Upstash-Forward-My-Header: c"),
				option((message) -> message.header("X", " a b\t", " \t", "ü€😀"), "Upstash-Forward-X: a b",
						"Upstash-Forward-X: ", "Upstash-Forward-X: ü€😀"),
				option((message) -> message.label(" a ", "b\t").deduplicationId(" order-17"),
						"Upstash-Deduplication-Id: order-17", "Upstash-Label: a,b"),
				option((message) -> message.callback("https://example.com/done"),
						"Upstash-Callback: https://example.com/done"),
				option((message) -> message.callback("/done"), "Upstash-Callback: https://shop.example/done"),
				option((message) -> message.callback(Callback.to("https://example.com/done")
					.method(DeliveryMethod.PUT)
					.retries(1)
					.retryDelay("1000")
					.timeout(Duration.ofSeconds(10))
					.header("Trace", "t1")
					.header("Content-Type", "text/plain")
					.build()), "Upstash-Callback: https://example.com/done", "Upstash-Callback-Method: PUT",
						"Upstash-Callback-Retries: 1", "Upstash-Callback-Retry-Delay: 1000",
						"Upstash-Callback-Timeout: 10s", "Upstash-Callback-Forward-Trace: t1",
						"Upstash-Callback-Forward-Content-Type: text/plain"),
				option((message) -> message
					.failureCallback(Callback.to("/failed").retries(0).header("Trace", "t1").build()),
						"Upstash-Failure-Callback: https://shop.example/failed", "Upstash-Failure-Callback-Retries: 0",
						"Upstash-Failure-Callback-Forward-Trace: t1"));
	}

	@ParameterizedTest
	@MethodSource
	void wrongOptionIsRefusedByName(Consumer<QStashMessage.Builder> option, String name, String message) {
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> {
			QStashMessage.Builder builder = QStashMessage.to(URL);
			option.accept(builder);
			builder.build();
		}).withMessageStartingWith("'" + name + "' ").withMessageContaining(message).satisfies((ex) -> {
			assertThat(ex.option()).isEqualTo(name);
			assertThat(ex.getMessage()).doesNotContain("secret");
		});
	}

	static Stream<Arguments> wrongOptionIsRefusedByName() {
		return Stream.of(wrong((message) -> message.queue("a/b"), "queue", "but was 'a/b'"),
				wrong((message) -> message.queue(""), "queue", "letters, digits"),
				wrong((message) -> message.queue(".."), "queue", "but was '..'"),
				wrong((message) -> message.retries(-1), "retries", "but was -1"),
				wrong((message) -> message.retryDelay(" "), "retryDelay", "must not be empty"),
				wrong((message) -> message.delay(Duration.ofSeconds(-1)), "delay", "but was PT-1S"),
				wrong((message) -> message.timeout(Duration.ZERO), "timeout", "greater than 0"),
				wrong((message) -> message.delay(Duration.ZERO).notBefore(Instant.EPOCH), "delay", "'notBefore'"),
				wrong((message) -> message.deduplicationId("order:17"), "deduplicationId", "must not contain ':'"),
				wrong((message) -> message.deduplicationId(""), "deduplicationId", "must not be empty"),
				wrong((message) -> message.label("a,b"), "label", "must not contain ','"),
				wrong((message) -> message.header("My Header", "x"), "header", "but was 'My Header'"),
				wrong((message) -> message.header("X-Key", "secret\r\nX: y"), "header[X-Key]", "U+000D"),
				wrong((message) -> message.header("X-Key", "secret \ud83d"), "header[X-Key]", "U+D83D at position 7"),
				wrong((message) -> message.header("X-Key", "\ude00 secret"), "header[X-Key]", "U+DE00 at position 0"),
				wrong((message) -> message.header("upstash-retries", "5"), "header", "use the option"),
				wrong((message) -> message.header("Content-Type", "a/b", "c/d"), "contentType", "exactly one"),
				wrong((message) -> message.contentType("text/plain\n"), "contentType", "U+000A"),
				wrong((message) -> message.callback("my-group"), "callback", "but was 'my-group'"),
				wrong((message) -> message.flowControl(FlowControl.ofParallelism("k", 0)), "flowControl.parallelism",
						"but was 0"),
				wrong((message) -> message.flowControl(FlowControl.ofRate("k", 0)), "flowControl.rate", "but was 0"),
				wrong((message) -> message.flowControl(FlowControl.ofRate("k", 0, Duration.ofSeconds(1))),
						"flowControl.rate", "but was 0"),
				wrong((message) -> message.flowControl(FlowControl.ofRate("k", 1, Duration.ofDays(8))),
						"flowControl.period", "7 days"),
				wrong((message) -> message.flowControl(FlowControl.ofParallelism(" ", 1)), "flowControl.key",
						"must not be empty"));
	}

	@Test
	void contentTypeHeaderIsTheContentTypeAndNeverForwarded() {
		QStashMessage.Builder builder = QStashMessage.to(URL).header("content-type", "text/csv");
		assertThat(builder.build().contentType()).isEqualTo("text/csv");
		assertThat(headers(builder)).isEmpty();
	}

	@Test
	void llmApiNeedsACallback() {
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> QStashMessage.to("api/llm").body("{}").build())
			.withMessage("'callback' must be set when the destination is 'api/llm'");
	}

	@Test
	void builderOfAMessageStartsWithEverythingItSays() {
		QStashMessage message = QStashMessage.to(URL)
			.queue("orders")
			.body("x")
			.contentType("text/csv")
			.header("A", "1")
			.method(DeliveryMethod.PUT)
			.delay(Duration.ofSeconds(1))
			.retries(1)
			.retryDelay("1")
			.timeout(Duration.ofSeconds(1))
			.callback("/a")
			.failureCallback("/b")
			.deduplicationId("d")
			.contentBasedDeduplication(true)
			.flowControl(FlowControl.ofParallelism("k", 1))
			.label("l")
			.redactBody()
			.build();
		QStashMessage copy = message.toBuilder().build();
		assertThat(copy).usingRecursiveComparison().isEqualTo(message);
	}

	@Test
	void messageIsNotChangedByItsBuilder() {
		QStashMessage.Builder builder = QStashMessage.to(URL).label("a");
		QStashMessage message = builder.build();
		builder.label("b").header("X", "y");
		assertThat(headers(message)).containsExactly("Upstash-Label: a");
	}

	@Test
	void toStringShowsNothingOfTheContent() {
		QStashMessage message = QStashMessage.to(URL + "/in?key=secret")
			.queue("orders")
			.body("secret")
			.header("Authorization", "secret")
			.build();
		assertThat(message).hasToString("QStashMessage[to https://example.com/in?… through queue orders]");
	}

	private static Arguments option(Consumer<QStashMessage.Builder> option, String... headers) {
		return Arguments.of(option, List.of(headers));
	}

	private static Arguments wrong(Consumer<QStashMessage.Builder> option, String name, String message) {
		return Arguments.of(option, name, message);
	}

	private static List<String> headers(QStashMessage.Builder builder) {
		return headers(builder.build());
	}

	private static List<String> headers(QStashMessage message) {
		List<String> headers = new ArrayList<>();
		message.forEachHeader(() -> URI.create("https://shop.example"),
				(name, value) -> headers.add(name + ": " + value));
		return headers;
	}

}
