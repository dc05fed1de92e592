package io.github.qstash.message;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link QStashDurations}.
 */
class QStashDurationsTests {

	@ParameterizedTest
	@CsvSource({ "PT0S, 0s", "PT50S, 50s", "PT0.001S, 1s", "PT1.5S, 2s", "PT34H30M, 124200s" })
	void formatsWholeSecondsRoundedUp(Duration duration, String expected) {
		assertThat(QStashDurations.format(duration)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "50s, PT50S", "3m, PT3M", "10h, PT10H", "1d, PT24H", "1d10h30m, PT34H30M", "1h30m3s, PT1H30M3S",
			"30, PT30S", "' 5s ', PT5S" })
	void parsesEveryUnitAlsoTogether(String value, Duration expected) {
		assertThat(QStashDurations.parse(value)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "s", "5x", "-5s", "5 s", "1.5s", "5s1m", "99999999999s", "PT5S" })
	void anythingElseIsNoDuration(String value) {
		assertThat(QStashDurations.parse(value)).isNull();
	}

	@Test
	void whatIsFormattedIsParsed() {
		Duration duration = Duration.ofDays(400).plusSeconds(59);
		assertThat(QStashDurations.parse(QStashDurations.format(duration))).isEqualTo(duration);
	}

}
