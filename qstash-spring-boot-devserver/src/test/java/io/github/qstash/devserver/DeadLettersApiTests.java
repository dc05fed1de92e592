package io.github.qstash.devserver;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestApi.Answer;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.devserver.fixtures.TestDestination.Received;
import io.github.qstash.devserver.fixtures.TestDestination.Reply;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code /v2/dlq}: looking at dead letters, deleting and retrying them.
 */
class DeadLettersApiTests {

	private final TestDestination destination = TestDestination.start()
		.answering((request) -> Reply.of(500).withBody("boom"));

	private final QStashDevServer server = QStashDevServer.start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	@AfterEach
	void close() {
		this.server.close();
		this.destination.close();
	}

	@Test
	void listIsEmptyAtFirst() {
		assertThat(this.api.get("/v2/dlq").body()).isEqualTo("{\"messages\":[]}");
		assertThat(this.api.get("/v2/dlq/?count=10&cursor=&order=earliestFirst").body()).isEqualTo("{\"messages\":[]}");
		assertThat(this.api.delete("/v2/dlq").body()).isEqualTo("{\"deleted\":0}");
		assertRetried(retry(""), 0);
		assertError(404, this.api.get("/v2/dlq/1725323658779-0"));
	}

	@Test
	void aLetterIsAMessageAndItsLastAnswer() {
		String id = this.api
			.post("/v2/publish/" + this.destination.url("/in?x=1"), "{\"n\":1}", "Upstash-Retries", "0", "Content-Type",
					"application/json", "Upstash-Forward-X-Tenant", "42", "Upstash-Label", "a")
			.messageId();
		JsonNode letter = letters(1).get(0);
		String dlqId = letter.path("dlqId").stringValue();
		long createdAt = letter.path("createdAt").longValue();
		assertThat(letter.toString()).isEqualTo("""
				{"messageId":"%s","url":"%s","method":"POST","header":{"Content-Type":["application/json"],\
				"X-Tenant":["42"]},"body":"{\\"n\\":1}","maxRetries":0,"notBefore":%d,"createdAt":%d,\
				"callerIP":"127.0.0.1","label":"a","labels":["a"],"dlqId":"%s","responseStatus":500,\
				"responseHeader":%s,"responseBody":"boom"}""".formatted(id, this.destination.url("/in?x=1"), createdAt,
				createdAt, dlqId, letter.path("responseHeader")));
		assertThat(this.api.get("/v2/dlq/" + dlqId).json()).isEqualTo(letter);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ' ',
			value = { "dlqIds={1} 1", "dlqIds={1}&dlqIds={3}&label=none 13", "dlqIds={3},{1},9-0 13",
					"messageId={m2} 2", "url={url}/2 2", "url={url}/1,{url}/2 12", "topicName=g 3", "queueName=q 2",
					"callerIp=127.0.0.1 123", "callerIP=127.0.0.1 123", "callerIp=::1 ''", "label=b 2", "label=a,c 12",
					"responseStatus=500 12", "responseStatus=404&responseStatus=500 123", "responseStatus=0 ''",
					"flowControlKey=k 1", "scheduleId=scd_1 ''", "fromDate=0&toDate=4102444800000 123",
					"fromDate=4102444800000 ''", "order=latestFirst 321", "order=earliestFirst 123",
					"responseStatus=500&label=b 2", "label=&messageId= 123", "api=llm 123", "qstash_token=x 123" })
	void everyFilterChooses(String filter, String expected) {
		this.destination.answering((request) -> Reply.of(request.uri().equals("/3") ? 404 : 500));
		this.api.post("/v2/topics/g/endpoints", "{\"endpoints\":[{\"url\":\"" + this.destination.url("/3") + "\"}]}");
		dead("/v2/publish/" + this.destination.url("/1"), "Upstash-Label", "a", "Upstash-Flow-Control-Key", "k",
				"Upstash-Flow-Control-Value", "rate=9");
		letters(1);
		String second = dead("/v2/enqueue/q/" + this.destination.url("/2"), "Upstash-Label", "b,c").messageId();
		letters(2);
		dead("/v2/publish/g");
		List<String> ids = letters(3).stream().map((letter) -> letter.path("dlqId").stringValue()).toList();
		String query = filter.replace("{m2}", second)
			.replace("{url}", this.destination.url(""))
			.replace("{1}", ids.get(0))
			.replace("{3}", ids.get(2));
		List<String> chosen = expected.chars().mapToObj((c) -> ids.get(c - '1')).toList();
		assertThat(dlqIds("?" + query)).isEqualTo(chosen);
		if (!filter.contains("label=&") && !filter.contains("api=")) {
			assertThat(this.api.delete("/v2/dlq?" + query).body()).isEqualTo("{\"deleted\":" + chosen.size() + "}");
			assertThat(dlqIds("")).isEqualTo(ids.stream().filter((id) -> !chosen.contains(id)).toList());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "labeel=a", "host=a", "path=/a", "messageIds=msg_1", "state=FAILED", "groupBy=url",
			"count=0", "count=101", "count=x", "responseStatus=ok", "responseStatus=-1", "order=up", "cursor=x",
			"fromDate=x" })
	void aWrongFilterIsRefused(String filter) {
		dead("/v2/publish/" + this.destination.url("/1"));
		letters(1);
		assertError(400, this.api.get("/v2/dlq?" + filter));
		assertError(400, this.api.delete("/v2/dlq?" + filter));
		assertError(400, retry("?" + filter));
		assertThat(dlqIds("")).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "label=", "dlqIds=", "dlqIds", "messageId=", "count=", "api=llm" })
	void aFilterThatWouldChooseEverythingChangesNothing(String filter) {
		dead("/v2/publish/" + this.destination.url("/1"));
		letters(1);
		assertError(400, this.api.delete("/v2/dlq?" + filter));
		assertError(400, retry("?" + filter));
		assertThat(dlqIds("")).hasSize(1);
	}

	@Test
	void anIdThatGotLostChangesNothing() {
		dead("/v2/publish/" + this.destination.url("/1"));
		letters(1);
		assertError(400, this.api.delete("/v2/dlq/"));
		assertError(400, this.api.post("/v2/dlq/retry/", ""));
		assertThat(dlqIds("")).hasSize(1);
	}

	@Test
	void oneIsDeletedOnce() {
		dead("/v2/publish/" + this.destination.url("/1"));
		String dlqId = letters(1).get(0).path("dlqId").stringValue();
		Answer answer = this.api.delete("/v2/dlq/" + dlqId);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEmpty();
		assertError(404, this.api.delete("/v2/dlq/" + dlqId));
		assertError(404, this.api.get("/v2/dlq/" + dlqId));
	}

	@Test
	void manyAreDeletedByIdsInTheBody() {
		List<String> ids = dead(3);
		assertThat(this.api.delete("/v2/dlq", "{\"dlqIds\":[\"" + ids.get(0) + "\",\"" + ids.get(2) + "\",\"9-0\"]}")
			.body()).isEqualTo("{\"deleted\":2}");
		assertThat(dlqIds("")).containsExactly(ids.get(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "{\"dlqIds\":[]}" })
	void withoutIdsAndFiltersAllAreDeleted(String body) {
		dead(2);
		assertThat(this.api.delete("/v2/dlq", body).body()).isEqualTo("{\"deleted\":2}");
		assertThat(dlqIds("")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "[\"1-0\"]", "{\"dlqIds\":\"1-0\"}", "{\"dlqids\":[]}", "{\"dlqIds\":[1]}", "{" })
	void aMalformedBodyIsRefused(String body) {
		dead(1);
		assertError(400, this.api.delete("/v2/dlq", body));
		assertError(400, this.api.post("/v2/dlq/retry", body));
		assertThat(dlqIds("")).hasSize(1);
	}

	@Test
	void aCursorLinksTheCallsThatDeleteAll() {
		List<String> ids = dead(3);
		JsonNode first = this.api.delete("/v2/dlq?count=2").json();
		assertThat(first.toString()).isEqualTo("{\"cursor\":\"" + ids.get(2) + "\",\"deleted\":2}");
		assertThat(this.api.delete("/v2/dlq?count=2&cursor=" + ids.get(2)).body()).isEqualTo("{\"deleted\":1}");
	}

	@Test
	void aRetriedLetterIsDeliveredAsANewMessageWithBodyAndHeaders() {
		String id = this.api
			.post("/v2/publish/" + this.destination.url("/in?x=1"), "{\"n\":1}", "Upstash-Method", "PUT",
					"Upstash-Retries", "0", "Content-Type", "application/json", "Upstash-Forward-X-Tenant", "42",
					"Upstash-Deduplication-Id", "once")
			.messageId();
		String dlqId = letters(1).get(0).path("dlqId").stringValue();
		this.destination.answering((request) -> Reply.of(200));
		Answer answer = this.api.post("/v2/dlq/retry/" + dlqId, "");
		assertThat(answer.status()).isEqualTo(201);
		assertThat(answer.body()).isEqualTo("{\"messageId\":\"" + answer.messageId() + "\"}");
		assertThat(answer.messageId()).isNotEqualTo(id);
		Received again = this.destination.await(2).get(1);
		assertThat(again.method()).isEqualTo("PUT");
		assertThat(again.uri()).isEqualTo("/in?x=1");
		assertThat(again.text()).isEqualTo("{\"n\":1}");
		assertThat(again.header("Content-Type")).isEqualTo("application/json");
		assertThat(again.header("X-Tenant")).isEqualTo("42");
		assertThat(again.header("Upstash-Message-Id")).isEqualTo(answer.messageId());
		assertThat(again.header("Upstash-Retried")).isEqualTo("0");
		assertThat(dlqIds("")).isEmpty();
		assertError(404, this.api.post("/v2/dlq/retry/" + dlqId, ""));
	}

	@Test
	void whatIsHiddenIsDeliveredAgainButNotShown() {
		this.api.post("/v2/publish/" + this.destination.url("/in"), "secret", "Upstash-Retries", "0",
				"Upstash-Redact-Fields", "body");
		JsonNode hidden = letters(1).get(0).path("body");
		assertThat(hidden.stringValue()).startsWith("REDACTED:");
		retry("");
		assertThat(this.destination.await(2).get(1).text()).isEqualTo("secret");
		assertThat(letters(1).get(0).path("body")).isEqualTo(hidden);
	}

	@Test
	void headersOfTheRetryReplaceThoseOfTheMessage() {
		this.api.post("/v2/publish/" + this.destination.url("/in"), "b", "Upstash-Retries", "0", "Content-Type",
				"text/plain", "Upstash-Forward-X-Tenant", "42", "Upstash-Forward-X-Kept", "k", "Upstash-Label", "a");
		String dlqId = letters(1).get(0).path("dlqId").stringValue();
		String id = this.api
			.post("/v2/dlq/retry/" + dlqId + "?upstash-label=b,c", "{}", "Content-Type", "application/json",
					"Upstash-Retries", "5", "Upstash-Delay", "1h", "upstash-forward-x-tenant", "43", "Upstash-Method",
					"PATCH", "Upstash-Timeout", "5s", "Upstash-Callback", "https://a.example/cb")
			.messageId();
		JsonNode message = this.api.get("/v2/messages/" + id).json();
		assertThat(message.path("header").toString())
			.isEqualTo("{\"Content-Type\":[\"text/plain\"],\"X-Kept\":[\"k\"],\"X-Tenant\":[\"43\"]}");
		assertThat(message.path("maxRetries").intValue()).isEqualTo(5);
		assertThat(message.path("labels").toString()).isEqualTo("[\"b\",\"c\"]");
		assertThat(message.path("method").stringValue()).isEqualTo("PATCH");
		assertThat(message.path("callback").stringValue()).isEqualTo("https://a.example/cb");
		assertThat(message.path("body").stringValue()).isEqualTo("b");
		assertThat(message.path("notBefore").longValue() - message.path("createdAt").longValue()).isEqualTo(3_600_000);
	}

	@ParameterizedTest
	@CsvSource({ "Upstash-Retries, -1", "Upstash-Retries, x", "Upstash-Delay, soon", "Upstash-Method, LOOK",
			"Upstash-Redact-Fields, all", "Upstash-Flow-Control-Key, k" })
	void aWrongHeaderOfTheRetryIsRefused(String name, String value) {
		List<String> ids = dead(1);
		for (String path : List.of("/v2/dlq/retry/" + ids.get(0), "/v2/dlq/retry")) {
			Answer answer = this.api.post(path, "", name, value);
			assertError(400, answer);
			assertThat(answer.error()).contains(name);
		}
		assertThat(dlqIds("")).isEqualTo(ids);
	}

	@Test
	void manyAreRetriedByIdsFilterOrAll() {
		List<String> ids = dead(5);
		this.destination.answering((request) -> Reply.of(200));
		assertRetried(retry("?dlqIds=" + ids.get(0) + "&dlqIds=" + ids.get(1)), 2);
		assertRetried(retry("?url=" + this.destination.url("/2") + "&count=100"), 1);
		Answer first = retry("?count=1");
		assertThat(first.json().path("cursor").stringValue()).isEqualTo(ids.get(4));
		assertRetried(retry("?count=1&cursor=" + ids.get(4)), 1);
		assertThat(this.destination.await(10)).hasSize(10);
		assertThat(dlqIds("")).isEmpty();
	}

	@Test
	void manyAreRetriedByIdsInTheBodyButNoneIfOneIsUnknown() {
		List<String> ids = dead(2);
		this.destination.answering((request) -> Reply.of(200));
		Answer answer = this.api.post("/v2/dlq/retry", "{\"dlqIds\":[\"" + ids.get(0) + "\",\"1-0\"]}");
		assertError(404, answer);
		assertThat(answer.error()).isEqualTo("some messages were not found");
		assertRetried(this.api.post("/v2/dlq/retry", "{\"dlqIds\":[\"" + ids.get(0) + "\"]}"), 1);
		assertThat(dlqIds("")).containsExactly(ids.get(1));
	}

	private List<String> dead(int count) {
		IntStream.range(0, count).forEach((i) -> {
			dead("/v2/publish/" + this.destination.url("/" + i));
			letters(i + 1);
		});
		return dlqIds("");
	}

	private Answer dead(String path, String... headers) {
		String[] all = Arrays.copyOf(headers, headers.length + 2);
		all[headers.length] = "Upstash-Retries";
		all[headers.length + 1] = "0";
		return this.api.post(path, "", all);
	}

	private List<JsonNode> letters(int count) {
		return Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.pollInterval(Duration.ofMillis(10))
			.until(() -> this.api.get("/v2/dlq").json().path("messages").valueStream().toList(),
					(letters) -> letters.size() == count);
	}

	private List<String> dlqIds(String query) {
		Answer answer = this.api.get("/v2/dlq" + query);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer.json().path("messages").findValuesAsString("dlqId");
	}

	private Answer retry(String query) {
		return this.api.post("/v2/dlq/retry" + query, "");
	}

	private static void assertRetried(Answer answer, int count) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(201);
		assertThat(answer.json().path("cursor").stringValue()).isEmpty();
		assertThat(answer.json().path("responses").findValuesAsString("messageId")).hasSize(count)
			.doesNotHaveDuplicates();
	}

	private static void assertError(int status, Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.error()).isNotBlank();
	}

}
