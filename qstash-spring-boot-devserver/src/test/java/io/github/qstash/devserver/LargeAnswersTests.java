package io.github.qstash.devserver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestApi.Answer;
import io.github.qstash.devserver.fixtures.TestDestination;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lists of messages with large bodies.
 */
class LargeAnswersTests {

	private static final int MB = 1024 * 1024;

	private static final int LIMIT = 5 * MB + 100;

	private final QStashDevServer server = QStashDevServer.builder().maxMessageSize(8 * MB).start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	@AfterEach
	void close() {
		this.server.close();
	}

	@ParameterizedTest
	@CsvSource({ "/v2/events, 1", "/v2/logs, 2" })
	void pageOfLogsEndsBeforeItGetsTooLarge(String path, int arrays) {
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			ids.add(0, later(MB));
		}
		List<String> read = new ArrayList<>();
		int pages = 0;
		for (String cursor = ""; cursor != null; pages++) {
			Answer page = this.api.get(path + "?count=1000&cursor=" + cursor);
			assertThat(page.status()).isEqualTo(200);
			assertThat(page.body().length()).isLessThan(arrays * LIMIT);
			read.addAll(page.json().path("events").findValuesAsString("messageId"));
			cursor = page.json().path("cursor").asString(null);
		}
		assertThat(read).isEqualTo(ids);
		assertThat(pages).isEqualTo(4);
	}

	@Test
	void entryThatIsTooLargeAloneIsAPage() {
		String first = later(6 * MB);
		String second = later(6 * MB);
		JsonNode page = this.api.get("/v2/events").json();
		assertThat(page.path("events").findValuesAsString("messageId")).containsExactly(second);
		JsonNode rest = this.api.get("/v2/events?cursor=" + page.path("cursor").stringValue()).json();
		assertThat(rest.path("events").findValuesAsString("messageId")).containsExactly(first);
		assertThat(rest.has("cursor")).isFalse();
	}

	@Test
	void pageOfDeadLettersEndsBeforeItGetsTooLarge() {
		try (TestDestination destination = TestDestination.start()) {
			destination.answering((request) -> TestDestination.Reply.of(500));
			for (int i = 0; i < 6; i++) {
				this.api.post("/v2/publish/" + destination.url("/in"), "x".repeat(MB), "Upstash-Retries", "0");
			}
			Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> deadLetters().size() == 6);
			assertThat(deadLetters()).doesNotHaveDuplicates();
			assertThat(this.api.get("/v2/dlq").body().length()).isLessThan(LIMIT);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "1", "1-", "-1", "1-1-1", "99999999999999999999-0" })
	void malformedCursorOfDeadLettersIsRefused(String cursor) {
		Answer answer = this.api.get("/v2/dlq?cursor=" + cursor);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.error()).isEqualTo("invalid cursor");
	}

	private List<String> deadLetters() {
		List<String> ids = new ArrayList<>();
		for (String cursor = ""; cursor != null;) {
			JsonNode page = this.api.get("/v2/dlq?cursor=" + cursor).json();
			ids.addAll(page.path("messages").findValuesAsString("dlqId"));
			cursor = page.path("cursor").asString(null);
		}
		return ids;
	}

	private String later(int size) {
		return this.api.post("/v2/publish/https://a.example", "x".repeat(size), "Upstash-Delay", "1h").messageId();
	}

}
