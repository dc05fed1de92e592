package io.github.qstash.devserver.api;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DeadLetterCursorTests {

	@ParameterizedTest
	@CsvSource({ "'', 5-0, true", "5-0, 5-0, true", "5-1, 5-0, false", "5-9, 5-10, true", "9-3, 10-0, true",
			"10-0, 9-3, false" })
	void lettersAreInTheOrderOfTheirIds(String cursor, String dlqId, boolean expected) {
		assertThat(DeadLetterCursor.parse(cursor).isAtOrBefore(dlqId)).isEqualTo(expected);
	}

}
