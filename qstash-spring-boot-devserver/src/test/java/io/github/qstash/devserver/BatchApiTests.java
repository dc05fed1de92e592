package io.github.qstash.devserver;

import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestApi.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class BatchApiTests {

	private final QStashDevServer server = QStashDevServer.builder().maxMessageSize(1000).holdDeliveries(true).start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void everyItemHasItsSlotAndAGroupANestedArray() {
		this.api.post("/v2/topics/myUrlGroup/endpoints",
				"{\"endpoints\":[{\"url\":\"https://a.example\"},{\"url\":\"https://b.example\"}]}");
		JsonNode slots = batch("""
				[ { "destination": "myUrlGroup",
				    "headers": { "Upstash-Delay": "5s", "Upstash-Forward-Hello": "123456" }, "body": "Hello World" },
				  { "queue": "test", "destination": "https://example.com/destination",
				    "headers": { "upstash-forward-hello": "789" } },
				  { "destination": "https://example.com/destination1?x=1&upstash-retries=5" } ]
				""");
		assertThat(slots.size()).isEqualTo(3);
		assertThat(slots.path(0).size()).isEqualTo(2);
		assertThat(slots.path(0).path(1).path("url").stringValue()).isEqualTo("https://b.example");
		JsonNode first = message(slots.path(0).path(0));
		assertThat(first.path("body").stringValue()).isEqualTo("Hello World");
		assertThat(first.path("header").toString()).isEqualTo("{\"Hello\":[\"123456\"]}");
		assertThat(first.path("notBefore").longValue() - first.path("createdAt").longValue()).isEqualTo(5000);
		JsonNode second = message(slots.path(1));
		assertThat(second.path("queueName").stringValue()).isEqualTo("test");
		assertThat(second.path("header").toString()).isEqualTo("{\"Hello\":[\"789\"]}");
		JsonNode third = message(slots.path(2));
		assertThat(third.path("url").stringValue()).isEqualTo("https://example.com/destination1?x=1&upstash-retries=5");
		assertThat(third.path("maxRetries").intValue()).isEqualTo(3);
	}

	@Test
	void absentNullAndEmptyAreTheSame() {
		JsonNode slots = batch("""
				[ { "destination": "https://a.example" },
				  { "destination": "https://a.example", "body": null, "queue": null, "headers": null },
				  { "destination": "https://a.example", "body": "", "queue": "" } ]
				""");
		for (JsonNode slot : slots) {
			JsonNode message = message(slot);
			assertThat(message.has("queueName")).isFalse();
			assertThat(message.has("body")).isFalse();
		}
	}

	@Test
	void bodyThatIsNotAStringIsSentAsJson() {
		JsonNode slots = batch("""
				[ { "destination": "https://a.example", "body": { "n": [ 1, null ] } },
				  { "destination": "https://a.example", "body": 17 } ]
				""");
		assertThat(message(slots.path(0)).path("body").stringValue()).isEqualTo("{\"n\":[1,null]}");
		assertThat(message(slots.path(1)).path("body").stringValue()).isEqualTo("17");
	}

	@Test
	void wrongItemsGetAnErrorAndTheOthersAreAccepted() {
		JsonNode slots = batch("""
				[ { "destination": "https://a.example/1" },
				  { "destination": "no-such-group" },
				  { "destination": "example.com/api" },
				  { "destination": "https://a.example", "headers": { "Upstash-Retries": "many" } },
				  { "destination": "https://a.example", "headers": { "Upstash-Forward-X": "a\\r\\nY: b" } },
				  { "destination": "https://a.example", "headers": { "Upstash-Retries": { "n": 1 } } },
				  { "destination": "https://a.example", "headers": "Upstash-Retries: 1" },
				  { "destination": "https://a.example", "queue": "bad queue" },
				  { "destination": "https://a.example", "queue": 7 },
				  { "destination": "https://a.example/9", "headers": { "Upstash-Retries": 1 } } ]
				""");
		assertThat(message(slots.path(0)).path("url").stringValue()).isEqualTo("https://a.example/1");
		assertThat(slots.path(1).toString()).isEqualTo("{\"error\":\"topic no-such-group not found\"}");
		for (int i = 2; i <= 8; i++) {
			assertThat(slots.path(i).propertyNames()).as("slot %d", i).containsExactly("error");
		}
		assertThat(slots.path(3).path("error").stringValue()).startsWith("Upstash-Retries must be");
		assertThat(message(slots.path(9)).path("maxRetries").intValue()).isEqualTo(1);
	}

	@Test
	void bodyOfAnItemOverTheLimitIsItsError() {
		JsonNode slots = batch("""
				[ { "destination": "https://a.example", "body": "%s" }, { "destination": "https://a.example" } ]
				""".formatted("x".repeat(1001)));
		assertThat(slots.path(0).path("error").stringValue()).isEqualTo("the body is larger than 1000 bytes");
		assertThat(slots.path(1).has("messageId")).isTrue();
	}

	@Test
	void headersOfTheCallAreNotThoseOfItsItems() {
		Answer answer = this.api.post("/v2/batch", "[{\"destination\":\"https://a.example\"}]", "Upstash-Retries", "9",
				"Upstash-Forward-X", "outer", "Content-Type", "application/json");
		JsonNode message = message(answer.json().path(0));
		assertThat(message.path("maxRetries").intValue()).isEqualTo(3);
		assertThat(message.has("header")).isFalse();
	}

	@Test
	void emptyBatchIsAnsweredWithAnEmptyArray() {
		assertThat(batch("[]")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[", "null", "{}", "\"text\"", "[] []", "[1]", "[null]", "[{}]",
			"[{\"destination\":null}]", "[{\"destination\":\"\"}]", "[{\"destination\":7}]",
			"[{\"destination\":\"https://a.example\"},{\"body\":\"x\"}]" })
	void malformedBatchIsRefusedAsAWhole(String body) {
		Answer answer = this.api.post("/v2/batch", body, "Content-Type", "application/json");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.error()).isNotBlank();
		assertThat(this.api.get("/v2/logs").json().path("logs")).isEmpty();
	}

	@Test
	void deepJsonIsRefused() {
		Answer answer = this.api.post("/v2/batch",
				"[{\"destination\":\"https://a.example\",\"body\":" + "[".repeat(2000) + "]".repeat(2000) + "}]");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.error()).contains("nested");
	}

	@Test
	void batchHasALimitOfItsOwn() {
		String item = "{\"destination\":\"https://a.example\",\"body\":\"" + "x".repeat(900) + "\"}";
		assertThat(batch("[" + item + ("," + item).repeat(8) + "]").size()).isEqualTo(9);
		Answer answer = this.api.post("/v2/batch", "[" + item + ("," + item).repeat(12) + "]");
		assertThat(answer.status()).isEqualTo(413);
		assertThat(answer.error()).isEqualTo("the request body is larger than 10000 bytes");
	}

	private JsonNode batch(String items) {
		Answer answer = this.api.post("/v2/batch", items, "Content-Type", "application/json");
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		assertThat(answer.json().isArray()).isTrue();
		return answer.json();
	}

	private JsonNode message(JsonNode slot) {
		Answer message = this.api.get("/v2/messages/" + slot.path("messageId").stringValue());
		assertThat(message.status()).as(slot.toString()).isEqualTo(200);
		return message.json();
	}

}
