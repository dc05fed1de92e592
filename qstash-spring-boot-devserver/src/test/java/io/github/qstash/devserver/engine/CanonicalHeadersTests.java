package io.github.qstash.devserver.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CanonicalHeadersTests {

	@ParameterizedTest
	@CsvSource({ "content-type, Content-Type", "X-TENANT, X-Tenant", "x-ratelimit-reset, X-Ratelimit-Reset",
			"etag, Etag", "a--b, A--B", "x_y, X_y" })
	void namesAreInMimeCase(String name, String canonical) {
		assertThat(CanonicalHeaders.canonical(name)).isEqualTo(canonical);
	}

	@Test
	void valuesOfOneNameAreJoinedInOrder() {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		headers.put("x-a", List.of("1", "2"));
		headers.put("X-A", List.of("3"));
		assertThat(CanonicalHeaders.copyOf(headers)).containsExactly(Map.entry("X-A", List.of("1", "2", "3")));
	}

	@Test
	void theCopyCannotBeChanged() {
		Map<String, List<String>> copy = CanonicalHeaders.copyOf(Map.of("A", List.of("1")));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> copy.put("B", List.of()));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> copy.get("A").add("2"));
	}

}
