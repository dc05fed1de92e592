package io.github.qstash.devserver;

import java.time.Duration;
import java.time.Instant;

import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestApi.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What publishers send and are answered. Deliveries are held back, so that messages stay.
 */
class PublishApiTests {

	private final QStashDevServer server = QStashDevServer.builder().maxMessageSize(1000).holdDeliveries(true).start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void publishIsAnsweredWithTheMessageId() {
		Answer answer = this.api.publish("https://a.example/in");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(answer.json().propertyNames()).containsExactly("messageId");
		assertThat(answer.messageId()).matches("msg_[A-Za-z0-9]{10,}");
	}

	@Test
	void messageShowsEverythingThePublisherAskedFor() {
		Instant before = Instant.now();
		String id = this.api
			.post("/v2/publish/http://localhost:3000/in?x=1", "{\"n\":1}", "Content-Type", "application/json",
					"Upstash-Retries", "1", "Upstash-Retry-Delay", "1000 * (1 + retried)", "Upstash-Label", "a,b",
					"Upstash-Callback", "http://localhost:3000/cb", "Upstash-Failure-Callback",
					"http://localhost:3000/fail", "Upstash-Callback-Forward-Trace", "t1", "Upstash-Forward-X-Tenant",
					"42", "Upstash-Delay", "1h", "Upstash-Method", "PATCH", "Upstash-Flow-Control-Key", "key",
					"Upstash-Flow-Control-Value", "rate=10")
			.messageId();
		JsonNode message = this.api.get("/v2/messages/" + id).json();
		long createdAt = message.path("createdAt").longValue();
		assertThat(createdAt).isBetween(before.toEpochMilli(), Instant.now().toEpochMilli());
		assertThat(message.path("notBefore").longValue()).isEqualTo(createdAt + 3_600_000);
		assertThat(message).hasToString("""
				{"messageId":"%s","url":"http://localhost:3000/in?x=1","method":"PATCH",\
				"header":{"Content-Type":["application/json"],"X-Tenant":["42"]},"body":"{\\"n\\":1}","maxRetries":1,\
				"notBefore":%d,"createdAt":%d,"callerIP":"127.0.0.1",\
				"callback":"http://localhost:3000/cb","callbackHeader":{"Trace":["t1"]},\
				"failureCallback":"http://localhost:3000/fail","label":"a","labels":["a","b"],\
				"flowControlKey":"key","rate":10,"period":1,"retryDelayExpression":"1000 * (1 + retried)"}"""
			.formatted(id, createdAt + 3_600_000, createdAt));
	}

	@Test
	void bodyThatIsNotTextIsShownInBase64() {
		byte[] body = { (byte) 0xc3, (byte) 0x28 };
		String id = this.api
			.send("POST", "/v2/publish/https://a.example", body, "Content-Type", "multipart/form-data; boundary=x")
			.messageId();
		JsonNode message = this.api.get("/v2/messages/" + id).json();
		assertThat(message.path("bodyBase64").stringValue()).isEqualTo("wyg=");
		assertThat(message.has("body")).isFalse();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			http://localhost:3000/a//b/%2F/c?x=1&y,       http://localhost:3000/a//b/%2F/c?x=1&y
			https%3A%2F%2Fa.example%2Fa%3Fx%3D1,          https://a.example/a?x=1
			https://a.example/x?upstash-retries=7&y=%2F,  https://a.example/x?y=%2F
			https://a.example/x?upstash-retries=7,        https://a.example/x
			""")
	void destinationSurvivesTheWay(String path, String url) {
		assertThat(message(this.api.publish(path)).path("url").stringValue()).isEqualTo(url);
	}

	@Test
	void configurationMayBeInTheQueryWhereHeadersWin() {
		Answer answer = this.api.publish("https://a.example/x?upstash-retries=7&upstash-delay=100s&upstash-label=q",
				"Upstash-Delay", "50s");
		JsonNode message = message(answer);
		assertThat(message.path("maxRetries").intValue()).isEqualTo(7);
		assertThat(message.path("label").stringValue()).isEqualTo("q");
		assertThat(message.path("notBefore").longValue() - message.path("createdAt").longValue()).isEqualTo(50_000);
	}

	@Test
	void allHeadersAreForwardedOnRequest() {
		JsonNode header = message(
				this.api.publish("https://a.example?upstash-header-forward=true", "X-Hook", "1", "Content-Type", "a/b"))
			.path("header");
		assertThat(header.path("X-Hook").path(0).stringValue()).isEqualTo("1");
		assertThat(header.path("Content-Type").path(0).stringValue()).isEqualTo("a/b");
		assertThat(header.has("Authorization")).isFalse();
		assertThat(header.has("Host")).isFalse();
		assertThat(header.has("Content-Length")).isFalse();
	}

	@Test
	void notBeforeWinsOverDelay() {
		long tomorrow = Instant.now().plus(Duration.ofDays(1)).getEpochSecond();
		JsonNode message = message(this.api.publish("https://a.example", "Upstash-Delay", "1h", "Upstash-Not-Before",
				String.valueOf(tomorrow)));
		assertThat(message.path("notBefore").longValue()).isEqualTo(tomorrow * 1000);
	}

	@Test
	void enqueuedMessageShowsItsQueue() {
		Answer answer = this.api.post("/v2/enqueue/my-queue/https://a.example/in?x=1", "body");
		assertThat(answer.status()).isEqualTo(200);
		JsonNode message = message(answer);
		assertThat(message.path("queueName").stringValue()).isEqualTo("my-queue");
		assertThat(message.path("url").stringValue()).isEqualTo("https://a.example/in?x=1");
	}

	@Test
	void urlGroupIsAnsweredWithOneReceiptForEachEndpoint() {
		this.api.post("/v2/topics/my-group/endpoints",
				"{\"endpoints\":[{\"url\":\"https://a.example\",\"name\":\"a\"},{\"url\":\"https://b.example\"}]}");
		JsonNode receipts = this.api.publish("my-group").json();
		assertThat(receipts.isArray()).isTrue();
		assertThat(receipts.size()).isEqualTo(2);
		assertThat(receipts.path(0).path("url").stringValue()).isEqualTo("https://a.example");
		assertThat(receipts.path(1).path("url").stringValue()).isEqualTo("https://b.example");
		JsonNode message = this.api.get("/v2/messages/" + receipts.path(0).path("messageId").stringValue()).json();
		assertThat(message.path("topicName").stringValue()).isEqualTo("my-group");
		assertThat(message.path("endpointName").stringValue()).isEqualTo("a");
		assertThat(this.api.post("/v2/enqueue/q/my-group", "").json().size()).isEqualTo(2);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                     | a non-empty destination must be provided
			example.com/api        | invalid destination url: endpoint has invalid scheme, add http:// or https://
			https:/example.com     | invalid destination url: endpoint has invalid scheme, add http:// or https://
			http://example.com:x/  | invalid destination url: endpoint has no valid host and port or contains blanks
			localhost:3000         | invalid destination url: endpoint has invalid scheme, add http:// or https://
			https%3A%2F%2F         | invalid destination url: endpoint has no valid host and port or contains blanks
			""")
	void wrongDestinationIsRefused(String destination, String error) {
		Answer answer = this.api.publish(destination);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.error()).isEqualTo(error);
	}

	@Test
	void unknownUrlGroupIsNotFound() {
		Answer answer = this.api.publish("no-such-group");
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.error()).isEqualTo("topic no-such-group not found");
	}

	@Test
	void queueNameIsChecked() {
		Answer tooLong = this.api.post("/v2/enqueue/" + "q".repeat(300) + "/https://a.example", "");
		assertThat(tooLong.status()).isEqualTo(400);
		assertThat(tooLong.error()).containsIgnoringCase("queue");
		Answer illegal = this.api.post("/v2/enqueue/a%2Fb/https://a.example", "");
		assertThat(illegal.status()).isEqualTo(400);
		assertThat(illegal.error()).containsIgnoringCase("queue");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Upstash-Delay            | soon             | Upstash-Delay must be a duration
			Upstash-Delay            | 400d             | invalid Upstash-Delay
			Upstash-Retries          | -1               | invalid Upstash-Retries
			Upstash-Deduplication-Id | order:17         | DeduplicationId cannot contain ':'
			Upstash-Method           | BREW             | invalid Upstash-Method
			Upstash-Timeout          | 0s               | invalid Upstash-Timeout
			Upstash-Retry-Delay      | 1000 *           | Upstash-Retry-Delay
			Upstash-Callback         | a.example/cb     | invalid Upstash-Callback url
			Upstash-Failure-Callback | https:///nowhere | invalid Upstash-Failure-Callback url
			""")
	void wrongOptionIsRefusedByName(String name, String value, String error) {
		Answer answer = this.api.publish("https://a.example", name, value);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.error()).startsWith(error);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1001, 100_000, 3_000_000 })
	void bodyOverTheLimitIsRefused(int size) {
		Answer answer = this.api.send("POST", "/v2/publish/https://a.example", new byte[size]);
		assertThat(answer.status()).isEqualTo(413);
		assertThat(answer.error()).isEqualTo("the request body is larger than 1000 bytes");
		assertThat(this.api.send("POST", "/v2/publish/https://a.example", new byte[1000]).status()).isEqualTo(200);
	}

	@Test
	void tokenMayBeInTheQueryAndStaysThere() {
		TestApi anonymous = new TestApi(this.server.url(), "");
		Answer answer = anonymous.publish("https://a.example/x?y=1&qstash_token=" + this.server.user().token());
		assertThat(answer.status()).isEqualTo(200);
		assertThat(message(answer).path("url").stringValue()).isEqualTo("https://a.example/x?y=1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "wrong", "eyJ9", "bnVsbA==", "W10=", "e30=",
			"eyJVc2VySUQiOiJkZWZhdWx0VXNlciIsIlBhc3N3b3JkIjoid3JvbmcifQ==" })
	void wrongTokenIsRefused(String token) {
		Answer answer = new TestApi(this.server.url(), token).publish("https://a.example");
		assertThat(answer.status()).isEqualTo(401);
		assertThat(answer.error()).startsWith("unauthorized: ");
	}

	@Test
	void anotherSpellingOfATokenIsTheSameToken() {
		// the same JSON object with a blank and its members exchanged
		TestApi same = new TestApi(this.server.url(),
				"eyJQYXNzd29yZCI6ICJkZWZhdWx0UGFzc3dvcmQiLCAiVXNlcklEIjogImRlZmF1bHRVc2VyIn0=");
		assertThat(same.get("/v2/keys").status()).isEqualTo(200);
	}

	@Test
	void usersSeeNothingOfEachOther() {
		String id = this.api.publish("https://a.example").messageId();
		this.api.post("/v2/topics/mine/endpoints", "{\"endpoints\":[{\"url\":\"https://a.example\"}]}");
		for (QStashDevUser user : this.server.users().subList(1, 4)) {
			TestApi other = new TestApi(this.server.url(), user.token());
			assertThat(other.get("/v2/messages/" + id).status()).isEqualTo(404);
			assertThat(other.get("/v2/topics").json()).isEmpty();
			assertThat(other.get("/v2/logs").json().path("logs")).isEmpty();
			assertThat(other.get("/v2/keys").json().path("current").stringValue()).isEqualTo(user.currentSigningKey());
		}
	}

	@Test
	void duplicateIsAnswered202WithTheIdOfTheFirst() {
		String id = this.api.publish("https://a.example", "Upstash-Deduplication-Id", "order-17").messageId();
		Answer answer = this.api.publish("https://a.example", "Upstash-Deduplication-Id", "order-17");
		assertThat(answer.status()).isEqualTo(202);
		assertThat(answer.body()).isEqualTo("{\"messageId\":\"" + id + "\",\"deduplicated\":true}");
		JsonNode slot = this.api
			.post("/v2/batch",
					"[{\"destination\":\"https://a.example\",\"headers\":{\"Upstash-Deduplication-Id\":\"order-17\"}}]")
			.json()
			.path(0);
		assertThat(slot.path("deduplicated").booleanValue()).isTrue();
	}

	@Test
	void sameContentIsAnswered202OnRequest() {
		String[] headers = { "Upstash-Content-Based-Deduplication", "true", "Content-Type", "text/plain",
				"Upstash-Forward-Tenant", "1" };
		String id = this.api.post("/v2/publish/https://a.example", "body", headers).messageId();
		Answer again = this.api.post("/v2/enqueue/q/https://a.example", "body", headers);
		assertThat(again.status()).isEqualTo(202);
		assertThat(again.body()).isEqualTo("{\"messageId\":\"" + id + "\",\"deduplicated\":true}");
		assertThat(this.api.post("/v2/publish/https://a.example", "other", headers).status()).isEqualTo(200);
		headers[5] = "2";
		assertThat(this.api.post("/v2/publish/https://a.example", "body", headers).status()).isEqualTo(200);
	}

	@Test
	void itemsOfABatchAreDeduplicatedAmongEachOther() {
		String item = "{\"destination\":\"https://a.example\",\"body\":\"%s\","
				+ "\"headers\":{\"upstash-content-based-deduplication\":\"True\"}}";
		JsonNode slots = this.api
			.post("/v2/batch", "[" + item.formatted("a") + "," + item.formatted("b") + "," + item.formatted("a") + "]")
			.json();
		assertThat(slots.path(1).has("deduplicated")).isFalse();
		assertThat(slots.path(2)).hasToString(
				"{\"messageId\":\"" + slots.path(0).path("messageId").stringValue() + "\",\"deduplicated\":true}");
	}

	@Test
	void groupIsAnswered202WhenNoEndpointGetsAMessage() {
		this.api.post("/v2/topics/g/endpoints", "{\"endpoints\":[{\"url\":\"https://a.example\"}]}");
		String id = this.api.publish("g", "Upstash-Deduplication-Id", "d")
			.json()
			.findValuesAsString("messageId")
			.get(0);
		Answer again = this.api.publish("g", "Upstash-Deduplication-Id", "d");
		assertThat(again.status()).isEqualTo(202);
		assertThat(again.body())
			.isEqualTo("[{\"messageId\":\"" + id + "\",\"url\":\"https://a.example\",\"deduplicated\":true}]");
		this.api.post("/v2/topics/g/endpoints", "{\"endpoints\":[{\"url\":\"https://b.example\"}]}");
		Answer partly = this.api.publish("g", "Upstash-Deduplication-Id", "d");
		assertThat(partly.status()).isEqualTo(200);
		assertThat(partly.json().path(0).path("deduplicated").booleanValue()).isTrue();
		assertThat(partly.json().path(1).has("deduplicated")).isFalse();
	}

	@Test
	void resetForgetsEverything() {
		String id = this.api.publish("https://a.example").messageId();
		this.server.reset();
		assertThat(this.api.get("/v2/messages/" + id).status()).isEqualTo(404);
		assertThat(this.api.get("/v2/logs").json().path("logs")).isEmpty();
	}

	private JsonNode message(Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		Answer message = this.api.get("/v2/messages/" + answer.messageId());
		assertThat(message.status()).as(message.body()).isEqualTo(200);
		return message.json();
	}

}
