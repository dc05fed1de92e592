package io.github.qstash.observation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import io.micrometer.common.docs.KeyName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the names in {@link QStashObservation} and the page about them.
 */
class QStashObservationTests {

	@ParameterizedTest
	@EnumSource
	void isDocumented(QStashObservation observation) throws IOException {
		List<String> row = Files.readAllLines(Path.of("../docs/observability.md"))
			.stream()
			.filter((line) -> line.startsWith("| `" + observation.observationName() + "` |"))
			.toList();
		assertThat(row).hasSize(1);
		String[] cells = row.get(0).split("\\|");
		assertThat(cells[3].strip()).isEqualTo(cell(observation.getLowCardinalityKeyNames()));
		assertThat(cells[4].strip()).isEqualTo(cell(observation.getHighCardinalityKeyNames()));
	}

	private static String cell(KeyName[] keys) {
		return Arrays.stream(keys)
			.map((key) -> "`" + key.asString() + "`")
			.reduce((first, second) -> first + ", " + second)
			.orElse("");
	}

}
