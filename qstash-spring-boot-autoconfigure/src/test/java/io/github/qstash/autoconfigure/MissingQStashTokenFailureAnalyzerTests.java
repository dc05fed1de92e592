package io.github.qstash.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;

class MissingQStashTokenFailureAnalyzerTests {

	@Test
	void shouldNameTheTokenAndAllConditionsOfTheDevelopmentServer() {
		FailureAnalysis analysis = new MissingQStashTokenFailureAnalyzer().analyze(new MissingQStashTokenException());
		assertThat(analysis).isNotNull();
		assertThat(analysis.getAction()).contains("set the property 'qstash.token'")
			.contains("QSTASH_TOKEN")
			.contains("'io.github.qstash:qstash-spring-boot-devserver' is there")
			.contains("none of 'qstash.url', 'qstash.token' and 'qstash.current-signing-key' is set")
			.contains("'qstash.devserver.enabled' is not 'false'");
	}

}
