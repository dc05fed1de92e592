package io.github.qstash.devserver.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.qstash.devserver.engine.AttemptRequest;
import io.github.qstash.devserver.engine.Body;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SentRequestsTests {

	private final SentRequests sent = new SentRequests();

	@Test
	void headersAreFoundByMessageAndAttempt() {
		this.sent.add(attempt("msg_1", 1), headers("first"));
		this.sent.add(attempt("msg_1", 2), headers("second"));
		assertThat(this.sent.headers("msg_1", 2)).hasValue(headers("second"));
		assertThat(this.sent.headers("msg_1", 3)).isEmpty();
		assertThat(this.sent.headers("msg_2", 1)).isEmpty();
	}

	@Test
	void whatWasSentFirstIsForgottenFirst() {
		String large = "x".repeat(1024 * 1024);
		for (int i = 1; i <= 9; i++) {
			this.sent.add(attempt("msg_" + i, 1), headers(large));
		}
		assertThat(this.sent.headers("msg_2", 1)).isEmpty();
		assertThat(this.sent.headers("msg_3", 1)).isPresent();
		assertThat(this.sent.headers("msg_9", 1)).isPresent();
	}

	@Test
	void resetForgetsEverything() {
		this.sent.add(attempt("msg_1", 1), headers("first"));
		this.sent.reset();
		assertThat(this.sent.headers("msg_1", 1)).isEmpty();
	}

	@Test
	void headersOfThePublisherAreNotKept() {
		this.sent.add(attempt("msg_1", 1),
				Map.of("X-Secret", List.of("secret"), "Upstash-Message-Id", List.of("msg_1")));
		assertThat(this.sent.headers("msg_1", 1).orElseThrow()).containsOnlyKeys("Upstash-Message-Id");
	}

	private static Map<String, List<String>> headers(String value) {
		return Map.of("Name", List.of(value));
	}

	private static AttemptRequest attempt(String messageId, int attempt) {
		return new AttemptRequest(messageId, attempt, "https://example.com", "POST",
				Map.of("X-Secret", List.of("secret")), Body.empty(), Duration.ofSeconds(1), attempt - 1, null, null,
				"127.0.0.1");
	}

}
