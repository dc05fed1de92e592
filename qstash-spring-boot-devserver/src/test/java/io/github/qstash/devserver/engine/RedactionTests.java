package io.github.qstash.devserver.engine;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RedactionTests {

	private static final String OF_SECRET = "REDACTED:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

	private static final String OF_NOTHING = "REDACTED:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

	private static final Map<String, List<String>> HEADERS = Map.of("Authorization", List.of("secret", ""), "X",
			List.of("secret"));

	@Test
	void byDefaultEverythingIsShown() {
		MessageSpec spec = spec(Redaction.none());
		assertThat(spec.shownBody()).isEqualTo(Body.of("secret"));
		assertThat(spec.shownHeaders()).isEqualTo(HEADERS);
		assertThat(spec.redaction().isNone()).isTrue();
	}

	@Test
	void aHashStandsInForTheBody() {
		MessageSpec spec = spec(Redaction.none().body());
		assertThat(spec.shownBody().utf8()).isEqualTo(OF_SECRET);
		assertThat(spec.shownHeaders()).isEqualTo(HEADERS);
		assertThat(spec.body()).isEqualTo(Body.of("secret"));
	}

	@Test
	void aHashStandsInForEveryValueOfAHeader() {
		MessageSpec spec = spec(Redaction.none().headers(List.of("authorization", "unknown")));
		assertThat(spec.shownHeaders())
			.isEqualTo(Map.of("Authorization", List.of(OF_SECRET, OF_NOTHING), "X", List.of("secret")));
		assertThat(spec.headers()).isEqualTo(HEADERS);
		assertThat(spec.shownBody()).isEqualTo(Body.of("secret"));
	}

	@Test
	void allHeadersAndTheBodyCanBeHidden() {
		MessageSpec spec = spec(Redaction.none().headers(List.of("x")).allHeaders().body());
		assertThat(spec.shownHeaders())
			.isEqualTo(Map.of("Authorization", List.of(OF_SECRET, OF_NOTHING), "X", List.of(OF_SECRET)));
		assertThat(spec.shownBody().utf8()).isEqualTo(OF_SECRET);
		assertThat(spec.redaction().isNone()).isFalse();
	}

	private static MessageSpec spec(Redaction redaction) {
		return MessageSpec.builder().headers(HEADERS).body(Body.of("secret")).redaction(redaction).build();
	}

}
