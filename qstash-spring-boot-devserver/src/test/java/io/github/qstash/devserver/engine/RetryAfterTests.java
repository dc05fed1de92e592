package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryAfterTests {

	private static final Instant NOW = Instant.parse("2024-06-27T12:16:00Z");

	@ParameterizedTest
	@CsvSource({ "0, PT0S", "10, PT10S", "86400, PT24H", " 5 , PT5S", "6m5s, PT6M5S", "1.5s, PT1.5S", "250ms, PT0.25S",
			"1h2m3s4ms, PT1H2M3.004S", "10us, PT0.00001S", "10µs, PT0.00001S", "7ns, PT0.000000007S", "24h, PT24H" })
	void secondsAndDurationsAreRead(String value, Duration expected) {
		assertThat(RetryAfter.in(Map.of("Retry-After", List.of(value)), NOW)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Thu, 27 Jun 2024 12:16:24 GMT", "Sun, 27 Jun 2024 12:16:24 GMT" })
	void datesAreReadEvenWithAWrongNameOfTheDay(String date) {
		assertThat(RetryAfter.in(Map.of("Retry-After", List.of(date)), NOW)).isEqualTo(Duration.ofSeconds(24));
	}

	@Test
	void aDateInThePastIsNow() {
		assertThat(RetryAfter.in(Map.of("Retry-After", List.of("Thu, 01 Jan 1970 00:00:00 GMT")), NOW)).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "soon", "-5", "1.5", "5 s", "m", "1x", "86401", "24h1s", "1719490584",
			"99999999999999", "Fri, 28 Jun 2024 12:16:01 GMT", "Thu, 99 Jun 2024 12:16:24 GMT",
			"Thu, 27 Jun 2024 99:16:24 GMT", "2024-06-27T12:16:24Z" })
	void whatIsUnreadableOrBeyondADayIsIgnored(String value) {
		assertThat(RetryAfter.in(Map.of("Retry-After", List.of(value)), NOW)).isNull();
	}

	@Test
	void aHugeValueIsIgnored() {
		assertThat(RetryAfter.in(Map.of("Retry-After", List.of("1s".repeat(100_000))), NOW)).isNull();
	}

	@Test
	void theFirstUsableHeaderCounts() {
		Map<String, List<String>> headers = new AttemptOutcome.Responded(429,
				Map.of("x-ratelimit-reset-tokens", List.of("4"), "x-ratelimit-reset-requests", List.of("3"),
						"X-RateLimit-Reset", List.of("1719490584"), "retry-after", List.of("soon", "2")),
				Body.empty())
			.headers();
		assertThat(RetryAfter.in(headers, NOW)).isEqualTo(Duration.ofSeconds(2));
		assertThat(RetryAfter.in(Map.of("X-Ratelimit-Reset", List.of("1719490584"), "X-Ratelimit-Reset-Requests",
				List.of("3"), "X-Ratelimit-Reset-Tokens", List.of("4")), NOW))
			.isEqualTo(Duration.ofSeconds(3));
		assertThat(RetryAfter.in(Map.of("X-Ratelimit-Reset-Tokens", List.of("4")), NOW))
			.isEqualTo(Duration.ofSeconds(4));
		assertThat(RetryAfter.in(Map.of("X-Ratelimit-Reset", List.of("1")), NOW)).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void withoutHeadersNothingIsAsked() {
		assertThat(RetryAfter.in(Map.of(), NOW)).isNull();
	}

}
