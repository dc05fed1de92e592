package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetriesTests {

	@ParameterizedTest
	@CsvSource({ "1, 12182", "2, 148413", "3, 1808042", "4, 22026465", "5, 86400000", "6, 86400000", "998, 86400000" })
	void theDefaultBackOffGrowsUpToADay(int attempt, long millis) {
		assertThat(delay(MessageSpec.builder().retries(999), attempt)).isEqualTo(Duration.ofMillis(millis));
	}

	@Test
	void noMoreAttemptsThanRetriesAndOne() {
		assertThat(delay(MessageSpec.builder().retries(2), 2)).isNotNull();
		assertThat(delay(MessageSpec.builder().retries(2), 3)).isNull();
		assertThat(delay(MessageSpec.builder().retries(0), 1)).isNull();
	}

	@Test
	void theExpressionKnowsTheRetriesMadeSoFar() {
		MessageSpec.Builder spec = MessageSpec.builder().retryDelay(RetryDelay.parse("retried"));
		assertThat(delay(spec, 1)).isEqualTo(Duration.ZERO);
		assertThat(delay(spec, 3)).isEqualTo(Duration.ofMillis(2));
	}

	private static Duration delay(MessageSpec.Builder spec, int attempt) {
		return Retries.delay(spec.build(), attempt, new AttemptOutcome.Failed("refused"), Instant.EPOCH);
	}

}
