package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class MessageFieldTests {

	@Test
	void everyFieldHasTheValuesOfTheMessage() {
		MessageSpec spec = MessageSpec.builder()
			.queue("q")
			.labels(List.of("a", "b"))
			.callerIp("::1")
			.flowControl(new FlowControl("k", 1, null, Duration.ofSeconds(1)))
			.build();
		MessageView message = new MessageView("msg_1", "https://a.example:81/in?x", "g", "e", "scd_1", null, spec,
				Instant.EPOCH, Instant.EPOCH);
		assertThat(MessageField.values()).extracting((field) -> String.join(" ", field.of(message).toList()))
			.containsExactly("msg_1", "https://a.example:81/in?x", "a.example a.example:81", "/in", "g", "scd_1", "q",
					"::1", "a b", "k");
	}

	@ParameterizedTest
	@EnumSource(names = { "URL_GROUP", "SCHEDULE", "QUEUE", "LABEL", "FLOW_CONTROL_KEY" })
	void whatAMessageDoesNotHaveHasNoValues(MessageField field) {
		assertThat(field.of(Samples.view(1, MessageSpec.builder()))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "https://a.example, a.example, /", "HTTP://a.example/, a.example, /",
			"https://a.example?x=/y, a.example, /", "https://u:p@a.example:8/x/y?z, a.example a.example:8, /x/y",
			"https://[::1]:8/a//b, [::1] [::1]:8, /a//b", "https://a.example:/x, a.example, /x" })
	void hostAndPathAreThoseOfTheUrl(String url, String hosts, String path) {
		assertThat(String.join(" ", HttpUrls.hosts(url).toList())).isEqualTo(hosts);
		assertThat(HttpUrls.path(url)).isEqualTo(path);
	}

}
