package io.github.qstash.devserver.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.qstash.devserver.engine.CallbackSpec;
import io.github.qstash.devserver.engine.FlowControl;
import io.github.qstash.devserver.engine.MessageSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MessageReaderTests {

	@Test
	void withoutHeadersDefaultsApply() {
		MessageSpec message = read();
		assertThat(message.method()).isEqualTo("POST");
		assertThat(message.retries()).isEqualTo(3);
		assertThat(message.headers()).isEmpty();
		assertThat(message.delay()).isNull();
		assertThat(message.notBefore()).isNull();
		assertThat(message.callback()).isNull();
		assertThat(message.flowControl()).isNull();
		assertThat(message.labels()).isEmpty();
	}

	@Test
	void everyOptionIsReadWithoutRegardToCase() {
		MessageSpec message = read("upstash-method", "put", "UPSTASH-RETRIES", "0", "Upstash-Retry-Delay",
				"1000 * (1 + retried)", "Upstash-Timeout", "30", "Upstash-Delay", "1d10h30m5s", "Upstash-Not-Before",
				"1767225600", "Upstash-Label", "a, b,,c ", "Upstash-Deduplication-Id", "order-1",
				"Upstash-Content-Based-Deduplication", "True", "Upstash-Redact-Fields", "body, header[Authorization]",
				"Upstash-Telemetry-Sdk", "upstash-qstash-js@v2.12.0");
		assertThat(message.method()).isEqualTo("PUT");
		assertThat(message.retries()).isZero();
		assertThat(message.retryDelay()).hasToString("1000 * (1 + retried)");
		assertThat(message.timeout()).isEqualTo(Duration.ofSeconds(30));
		assertThat(message.delay()).isEqualTo(Duration.ofDays(1).plusHours(10).plusMinutes(30).plusSeconds(5));
		assertThat(message.notBefore()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
		assertThat(message.labels()).containsExactly("a", "b", "c");
		assertThat(message.deduplicationId()).isEqualTo("order-1");
		assertThat(message.contentBasedDeduplication()).isTrue();
		assertThat(message.headers()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					Upstash-Delay                       | soon         | must be a duration such as 50s, 3m, 10h, 1d or 1d10h30m but was "soon"
					Upstash-Delay                       | 5s3m         | must be a duration
					Upstash-Delay                       | -5s          | must be a duration
					Upstash-Timeout                     | fast         | must be a duration
					Upstash-Retries                     | three        | must be an integer
					Upstash-Retries                     | 99999999999  | must be an integer
					Upstash-Not-Before                  | tomorrow     | must be an instant in unix seconds
					Upstash-Not-Before                  | 1e10         | must be an instant in unix seconds
					Upstash-Content-Based-Deduplication | yes          | must be true or false
					Upstash-Header-Forward              | 1            | must be true or false
					Upstash-Redact-Fields               | body, query  | must be a list of body, header and header[<Name>] but was "query"
					Upstash-Cron                        | * * * * *    | is not supported here
					""")
	void malformedOptionIsRefusedByNameWithItsForm(String name, String value, String problem) {
		assertThat(refusal(name, value)).startsWith(name + " " + problem);
	}

	@Test
	void malformedRetryDelayIsRefusedByName() {
		assertThat(refusal("Upstash-Retry-Delay", "1000 *")).startsWith("Upstash-Retry-Delay: invalid expression: ")
			.containsOnlyOnce("Retry-Delay");
		assertThat(refusal("Upstash-Callback", "https://a.example", "Upstash-Callback-Retry-Delay", "1000 *"))
			.startsWith("Upstash-Callback-Retry-Delay: invalid expression: ")
			.containsOnlyOnce("Retry-Delay");
	}

	@Test
	void listsMayStandInSeveralLines() {
		assertThat(read("Upstash-Label", "a,b", "upstash-label", "c").labels()).containsExactly("a", "b", "c");
	}

	@Test
	void prefixedHeadersAreForwarded() {
		MessageSpec message = read("Content-Type", "text/plain", "Upstash-Forward-My-Header", "my-value",
				"upstash-forward-my-header", "second", "Upstash-Forward-Authorization", "Bearer x", "Accept", "*/*",
				"Authorization", "Bearer of the account");
		assertThat(message.headers()).containsOnly(Map.entry("Content-Type", List.of("text/plain")),
				Map.entry("My-Header", List.of("my-value", "second")), Map.entry("Authorization", List.of("Bearer x")));
	}

	@Test
	void prefixedContentTypeWins() {
		assertThat(read("Content-Type", "a/b", "Upstash-Forward-Content-Type", "c/d").headers())
			.containsOnly(Map.entry("Content-Type", List.of("c/d")));
	}

	@Test
	void allHeadersAreForwardedOnRequestButThoseOfTheConnectionAndTheAccount() {
		MessageSpec message = read("Upstash-Header-Forward", "true", "Content-Type", "text/plain", "X-Hook-Signature",
				"s", "Authorization", "Bearer secret", "Host", "localhost", "Content-Length", "5", "Connection",
				"keep-alive", "Transfer-Encoding", "chunked", "Proxy-Authorization", "p", "Upstash-Retries", "1");
		assertThat(message.headers()).containsOnly(Map.entry("Content-Type", List.of("text/plain")),
				Map.entry("X-Hook-Signature", List.of("s")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Host", "content-length", "Connection", "Keep-Alive", "Proxy-Connection",
			"Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Expect", "HTTP2-Settings" })
	void headerThatTheDestinationNeverReceivesIsNotKept(String name) {
		MessageSpec message = read("Upstash-Forward-" + name, "x", "Upstash-Forward-Kept", "y", "Upstash-Callback",
				"https://a.example", "Upstash-Callback-Forward-" + name, "x");
		assertThat(message.headers()).containsOnly(Map.entry("Kept", List.of("y")));
		assertThat(message.callback().headers()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "'Upstash-Forward-Bad Name', x", "Upstash-Forward-Badü, x", "'Upstash-Forward-Bad:', x" })
	void illegalNameOfAForwardedHeaderIsRefused(String name, String value) {
		assertThat(refusal(name, value)).contains("illegal characters");
	}

	@Test
	void lineBreakInAForwardedHeaderIsRefused() {
		assertThat(refusal("Upstash-Forward-X", "a\r\nInjected: b")).contains("X", "control characters");
	}

	@Test
	void callbackHasItsOwnOptionsAndHeaders() {
		CallbackSpec callback = read("Upstash-Callback", "https://a.example/cb", "Upstash-Callback-Method", "PUT",
				"Upstash-Callback-Retries", "1", "Upstash-Callback-Retry-Delay", "500", "Upstash-Callback-Timeout",
				"5s", "Upstash-Callback-Forward-Trace", "t1", "Upstash-Failure-Callback-Forward-Other", "x")
			.callback();
		assertThat(callback).isNotNull();
		assertThat(callback.url()).isEqualTo("https://a.example/cb");
		assertThat(callback.method()).isEqualTo("PUT");
		assertThat(callback.retries()).isEqualTo(1);
		assertThat(callback.retryDelay()).hasToString("500");
		assertThat(callback.timeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(callback.headers()).containsOnly(Map.entry("Trace", List.of("t1")));
	}

	@Test
	void failureCallbackIsReadOnItsOwn() {
		MessageSpec message = read("Upstash-Failure-Callback", "https://a.example/failed",
				"Upstash-Failure-Callback-Forward-Trace", "t2");
		assertThat(message.callback()).isNull();
		assertThat(message.failureCallback()).isNotNull();
		assertThat(message.failureCallback().headers()).containsOnly(Map.entry("Trace", List.of("t2")));
		assertThat(message.failureCallback().method()).isEqualTo("POST");
	}

	@ParameterizedTest
	@CsvSource({ "Upstash-Callback", "Upstash-Failure-Callback" })
	void callbackHasNoDelay(String name) {
		assertThat(refusal(name, "https://a.example", name + "-Delay", "5s"))
			.startsWith(name + "-Delay is not supported");
		assertThat(refusal(name, "https://a.example", name + "-Retries", "x")).startsWith(name + "-Retries must be");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			parallelism=5, rate=10, period=1m | 5 | 10 | 60
			rate=10                           | - | 10 | 1
			Parallelism=5                     | 5 | -  | 1
			period=1h30m3s,Rate=20            | - | 20 | 5403
			ratePerSecond=7                   | - | 7  | 1
			rate=1,period=60                  | - | 1  | 60
			""")
	void flowControlIsRead(String value, Integer parallelism, Integer rate, long period) {
		assertThat(read("Upstash-Flow-Control-Key", "key", "Upstash-Flow-Control-Value", value).flowControl())
			.isEqualTo(new FlowControl("key", parallelism, rate, Duration.ofSeconds(period)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			parallelism          | must have the form
			period=1s            | must have the form
			burst=5              | must have the form
			rate=5,              | must have the form
			rate=0               | must have a positive integer as rate
			parallelism=-1       | must have a positive integer as parallelism
			rate=99999999999     | must have a positive integer as rate
			rate=1,period=soon   | must have a duration from 1s to 7d as period
			rate=1,period=8d     | must have a duration from 1s to 7d as period
			rate=1,period=0s     | must have a duration from 1s to 7d as period
			""")
	void malformedFlowControlIsRefused(String value, String problem) {
		assertThat(refusal("Upstash-Flow-Control-Key", "key", "Upstash-Flow-Control-Value", value))
			.startsWith("Upstash-Flow-Control-Value " + problem);
	}

	@Test
	void flowControlKeyNeedsAValue() {
		assertThat(refusal("Upstash-Flow-Control-Key", "key")).contains("needs Upstash-Flow-Control-Value");
	}

	private static MessageSpec read(String... headers) {
		List<HeaderLines.Line> lines = new ArrayList<>();
		for (int i = 0; i < headers.length; i += 2) {
			lines.add(new HeaderLines.Line(headers[i], headers[i + 1]));
		}
		return MessageReader.read(new HeaderLines(lines)).build();
	}

	private static String refusal(String... headers) {
		List<String> errors = new ArrayList<>();
		assertThatExceptionOfType(ApiException.class).isThrownBy(() -> read(headers)).satisfies((ex) -> {
			assertThat(ex.status()).isEqualTo(400);
			errors.add(ex.error());
		});
		return errors.get(0);
	}

}
