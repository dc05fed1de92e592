package io.github.qstash.devserver;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.devserver.fixtures.TestDestination.Received;
import io.github.qstash.devserver.fixtures.TestDestination.Reply;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Redacted messages: nothing that the API says shows what is hidden, and destinations
 * receive the originals.
 */
class RedactionRoundTripTests {

	private static final String HASH = "REDACTED:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

	private final QStashDevServer server = QStashDevServer.start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	private final TestDestination destination = TestDestination.start();

	@AfterEach
	void close() {
		this.server.close();
		this.destination.close();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "body,header[authorization]", "body, headers[Authorization]", "Body,HEADER[Authorization]" })
	void hiddenFieldsAreHashesInMessagesAndLogs(String fields) {
		String id = publish("/in", "Upstash-Redact-Fields", fields, "Upstash-Delay", "1h");
		JsonNode message = this.api.get("/v2/messages/" + id).json();
		assertThat(message.path("body").stringValue()).isEqualTo(HASH);
		assertThat(message.path("header"))
			.hasToString("{\"Authorization\":[\"" + HASH + "\"],\"Content-Type\":[\"text/plain\"]}");
		JsonNode entry = this.api.get("/v2/logs?messageId=" + id).json().path("logs").path(0);
		assertThat(text(entry.path("body"))).isEqualTo(HASH);
		assertThat(entry.path("header")).isEqualTo(message.path("header"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "header", "headers" })
	void allHeadersCanBeHidden(String fields) {
		String id = publish("/in", "Upstash-Redact-Fields", fields, "Upstash-Delay", "1h");
		JsonNode message = this.api.get("/v2/messages/" + id).json();
		assertThat(message.path("header").path("Authorization").path(0).stringValue()).isEqualTo(HASH);
		assertThat(message.path("header").path("Content-Type").path(0).stringValue()).startsWith("REDACTED:");
		assertThat(message.path("body").stringValue()).isEqualTo("secret");
	}

	@Test
	void destinationsReceiveTheOriginals() {
		publish("/in", "Upstash-Redact-Fields", "body,header");
		Received received = this.destination.awaitOne();
		assertThat(received.text()).isEqualTo("secret");
		assertThat(received.header("Authorization")).isEqualTo("secret");
		assertThat(received.header("Content-Type")).isEqualTo("text/plain");
	}

	@Test
	void whatIsHiddenStaysHiddenInDeadLettersAndCallbacks() {
		this.destination
			.answering((received) -> received.uri().equals("/in") ? Reply.of(500).withBody("no") : Reply.of(200));
		String url = this.destination.url("/callback");
		publish("/in", "Upstash-Redact-Fields", "body,header[Authorization]", "Upstash-Retries", "0",
				"Upstash-Callback", url, "Upstash-Failure-Callback", url);
		assertThat(this.destination.await(3)).filteredOn((received) -> received.uri().equals("/callback"))
			.allSatisfy((received) -> assertThat(received.text()).contains(base64("secret"), "\"secret\""));
		JsonNode letter = this.api.get("/v2/dlq").json().path("messages").path(0);
		assertThat(letter.path("body").stringValue()).isEqualTo(HASH);
		assertThat(letter.path("responseBody").stringValue()).isEqualTo("no");
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.until(() -> this.api.get("/v2/logs?state=DELIVERED").json().path("logs").size() == 2);
		for (String path : new String[] { "/v2/logs", "/v2/events", "/v2/dlq" }) {
			assertThat(this.api.get(path).body()).doesNotContain("secret")
				.doesNotContain(base64("secret"))
				.doesNotContain(base64("\"secret\""));
		}
		assertThat(this.api.get("/v2/logs?state=DELIVERED").json().path("logs"))
			.allSatisfy((entry) -> assertThat(text(entry.path("body"))).startsWith("REDACTED:"));
	}

	private String publish(String path, String... headers) {
		String[] all = new String[headers.length + 4];
		System.arraycopy(headers, 0, all, 4, headers.length);
		all[0] = "Content-Type";
		all[1] = "text/plain";
		all[2] = "Upstash-Forward-Authorization";
		all[3] = "secret";
		return this.api.post("/v2/publish/" + this.destination.url(path), "secret", all).messageId();
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String text(JsonNode base64) {
		return new String(Base64.getDecoder().decode(base64.stringValue()), StandardCharsets.UTF_8);
	}

}
