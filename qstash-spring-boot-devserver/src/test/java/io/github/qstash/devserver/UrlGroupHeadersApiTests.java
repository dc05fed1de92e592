package io.github.qstash.devserver;

import java.nio.charset.StandardCharsets;

import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestApi.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Headers that a URL group keeps for what is published to it. Deliveries are held back,
 * so that messages stay.
 */
class UrlGroupHeadersApiTests {

	private final QStashDevServer server = QStashDevServer.builder().holdDeliveries(true).start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	@BeforeEach
	void group() {
		this.api.post("/v2/topics/g/endpoints", "{\"endpoints\":[{\"url\":\"https://a.example\"}]}");
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{                                       | the request body is not valid JSON, or nested deeper than 100
					[]                                      | the request body must be a JSON object with an object 'headers'
					{"headers":[]}                          | the request body must be a JSON object with an object 'headers'
					{"headers":{"Upstash-Retries":null}}    | the header "Upstash-Retries" of a URL group must be a string
					{"headers":{"Upstash-Retries":[["1"]]}} | the header "Upstash-Retries" of a URL group must be a string
					{"headers":{"Upstash-Delay":"soon"}}    | Upstash-Delay must be a duration such as 50s, 3m, 10h, 1d or 1d10h30m but was "soon"
					""")
	void malformedHeadersAreRefused(String body, String error) {
		Answer answer = patch("g", body);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.error()).isEqualTo(error);
		assertThat(this.api.get("/v2/topics/g").json().has("headers")).isFalse();
	}

	@Test
	void headersOfAnUnknownGroupAreNotFound() {
		Answer answer = patch("unknown", "{\"headers\":{}}");
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.error()).isEqualTo("topic unknown not found");
	}

	@Test
	void headersOfAGroupAreShownAndReplaced() {
		Answer answer = patch("g", "{\"headers\":{\"Upstash-Header-Forward\":[\"true\"],\"Upstash-Retries\":\"3\"}}");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEmpty();
		assertThat(this.api.get("/v2/topics/g").json().path("headers"))
			.hasToString("{\"Upstash-Header-Forward\":[\"true\"],\"Upstash-Retries\":[\"3\"]}");
		patch("g", "{\"headers\":{\"Upstash-Retries\":5}}");
		assertThat(this.api.get("/v2/topics").json().path(0).path("headers"))
			.hasToString("{\"Upstash-Retries\":[\"5\"]}");
	}

	@Test
	void headersOfAGroupCountUnlessTheRequestSaysSomethingElse() {
		patch("g", "{\"headers\":{\"upstash-retries\":\"7\",\"Upstash-Label\":\"stored\",\"Upstash-Delay\":\"1h\","
				+ "\"Upstash-Forward-A\":[\"1\",\"2\"],\"Upstash-Forward-B\":\"3\"}}");
		JsonNode message = message(this.api
			.publish("g?upstash-label=query", "Upstash-Retries", "1", "Upstash-Forward-B", "4", "Upstash-Forward-C",
					"5")
			.json()
			.path(0));
		assertThat(message.path("maxRetries").intValue()).isEqualTo(1);
		assertThat(message.path("label").stringValue()).isEqualTo("query");
		assertThat(message.path("notBefore").longValue() - message.path("createdAt").longValue()).isEqualTo(3_600_000);
		assertThat(message.path("header")).hasToString("{\"A\":[\"1\",\"2\"],\"B\":[\"4\"],\"C\":[\"5\"]}");
	}

	@Test
	void groupMayForwardWhatAWebhookSends() {
		patch("g", "{\"headers\":{\"Upstash-Header-Forward\":[\"true\"]}}");
		JsonNode receipt = this.api.publish("g", "X-Hook", "1").json().path(0);
		assertThat(message(receipt).path("header").path("X-Hook").path(0).stringValue()).isEqualTo("1");
	}

	@Test
	void headersOfAGroupCountForItemsOfABatchToo() {
		patch("g", "{\"headers\":{\"Upstash-Retries\":\"7\"}}");
		JsonNode slots = this.api
			.post("/v2/batch",
					"[{\"destination\":\"g\"},{\"destination\":\"g\",\"headers\":{\"upstash-retries\":\"1\"}},"
							+ "{\"destination\":\"https://a.example\"},{\"destination\":\"unknown\"}]")
			.json();
		assertThat(message(slots.path(0).path(0)).path("maxRetries").intValue()).isEqualTo(7);
		assertThat(message(slots.path(1).path(0)).path("maxRetries").intValue()).isEqualTo(1);
		assertThat(message(slots.path(2)).path("maxRetries").intValue()).isEqualTo(3);
		assertThat(slots.path(3).path("error").stringValue()).isEqualTo("topic unknown not found");
	}

	private JsonNode message(JsonNode receipt) {
		return this.api.get("/v2/messages/" + receipt.path("messageId").stringValue()).json();
	}

	private Answer patch(String group, String body) {
		return this.api.send("PATCH", "/v2/topics/" + group, body.getBytes(StandardCharsets.UTF_8));
	}

}
