package io.github.qstash.devserver;

import java.util.List;

import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestApi.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code /v2/messages}: looking at messages and cancelling them.
 */
class MessagesApiTests {

	private final QStashDevServer server = QStashDevServer.builder().holdDeliveries(true).start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void aMessageIsShownCompletely() {
		this.api.post("/v2/topics/g/endpoints",
				"{\"endpoints\":[{\"name\":\"e\",\"url\":\"https://a.example/in?x=1\"}]}");
		String id = this.api
			.post("/v2/enqueue/q/g", "{\"n\":1}", "Upstash-Method", "PUT", "Content-Type", "application/json",
					"Upstash-Forward-X-Tenant", "42", "Upstash-Retries", "1", "Upstash-Retry-Delay",
					"1000 * (1 + retried)", "Upstash-Delay", "1h", "Upstash-Label", "a,b", "Upstash-Callback",
					"https://a.example/cb", "Upstash-Callback-Forward-Trace", "t1", "Upstash-Failure-Callback",
					"https://a.example/fail", "Upstash-Failure-Callback-Forward-Trace", "t2",
					"Upstash-Flow-Control-Key", "k", "Upstash-Flow-Control-Value", "parallelism=2, rate=3, period=1m")
			.json()
			.path(0)
			.path("messageId")
			.stringValue();
		var message = this.api.get("/v2/messages/" + id).json();
		long createdAt = message.path("createdAt").longValue();
		assertThat(message).hasToString("""
				{"messageId":"%s","url":"https://a.example/in?x=1","method":"PUT",\
				"header":{"Content-Type":["application/json"],"X-Tenant":["42"]},"body":"{\\"n\\":1}",\
				"maxRetries":1,"notBefore":%d,"createdAt":%d,"topicName":"g","endpointName":"e","queueName":"q",\
				"callerIP":"127.0.0.1","callback":"https://a.example/cb","callbackHeader":{"Trace":["t1"]},\
				"failureCallback":"https://a.example/fail","failureCallbackHeader":{"Trace":["t2"]},\
				"label":"a","labels":["a","b"],"flowControlKey":"k","parallelism":2,"rate":3,"period":60,\
				"retryDelayExpression":"1000 * (1 + retried)"}""".formatted(id, createdAt + 3_600_000, createdAt));
	}

	@Test
	void aBodyThatIsNoTextIsShownInBase64() {
		byte[] body = { (byte) 0xff, 0 };
		String id = this.api.send("POST", "/v2/publish/https://a.example", body, "Upstash-Delay", "1h").messageId();
		var message = this.api.get("/v2/messages/" + id).json();
		assertThat(message.path("bodyBase64").stringValue()).isEqualTo("/wA=");
		assertThat(message.has("body")).isFalse();
	}

	@Test
	void anUnknownMessageIsNotFound() {
		assertError(404, this.api.get("/v2/messages/msg_unknown"));
		assertError(404, this.api.delete("/v2/messages/msg_unknown"));
	}

	@Test
	void aCancelledMessageIsGone() {
		String id = waiting();
		Answer answer = this.api.delete("/v2/messages/" + id);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("{\"cancelled\":1}");
		assertError(404, this.api.get("/v2/messages/" + id));
		assertError(404, this.api.delete("/v2/messages/" + id));
	}

	@Test
	void manyAreCancelledByIdsInTheQuery() {
		String first = waiting();
		String second = waiting();
		String third = waiting();
		String kept = waiting();
		assertCancelled(3, "?messageIds=" + first + "," + second + "&messageIds=" + third
				+ "&messageIds=msg_unknown&messageIds=" + first);
		assertWaiting(kept);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v2/messages", "/v2/messages?count=1" })
	void manyAreCancelledByIdsInTheBody(String path) {
		String first = waiting();
		String second = waiting();
		String kept = waiting();
		Answer answer = this.api.delete(path,
				"{\"messageIds\":[\"" + first + "\",\"" + second + "\",\"msg_unknown\"]}");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("{\"cancelled\":2}");
		assertError(404, this.api.get("/v2/messages/" + first));
		assertWaiting(kept);
	}

	@Test
	void withIdsOtherFiltersDoNotCount() {
		assertCancelled(1, "?label=none&messageIds=" + waiting("Upstash-Label", "a"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ' ',
			value = { "label=b", "label=x,b", "label=x&label=c", "url=https://a.example:8080/in/x?y=1,2",
					"host=a.example", "host=a.example:8080", "path=/in/x", "queueName=q", "flowControlKey=k",
					"callerIp=127.0.0.1&label=b", "callerIP=127.0.0.1&label=b",
					"fromDate=0&toDate=4102444800000&label=b", "label=b&queueName=q&host=a.example",
					"qstash_token=x&label=b", "label=b&count=500&cursor=" })
	void everyFilterChooses(String filter) {
		String chosen = this.api
			.post("/v2/enqueue/q/https://a.example:8080/in/x?y=1,2", "", "Upstash-Delay", "1h", "Upstash-Label", "b,c",
					"Upstash-Flow-Control-Key", "k", "Upstash-Flow-Control-Value", "rate=1")
			.messageId();
		String other = this.api
			.post("/v2/enqueue/other/https://b.example/in", "", "Upstash-Delay", "1h", "Upstash-Label", "d",
					"Upstash-Flow-Control-Key", "l", "Upstash-Flow-Control-Value", "rate=1")
			.messageId();
		assertCancelled(1, "?" + filter);
		assertError(404, this.api.get("/v2/messages/" + chosen));
		assertWaiting(other);
	}

	@Test
	void theFilterForUrlGroupsChooses() {
		this.api.post("/v2/topics/g/endpoints", "{\"endpoints\":[{\"url\":\"https://a.example\"}]}");
		this.api.publish("g", "Upstash-Delay", "1h");
		String other = waiting();
		assertCancelled(1, "?topicName=g");
		assertWaiting(other);
	}

	@ParameterizedTest
	@ValueSource(strings = { "label=none", "scheduleId=scd_1", "fromDate=4102444800000", "toDate=1",
			"label=a&queueName=none", "callerIp=10.0.0.1", "url=https://a.example/", "host=example" })
	void aFilterThatChoosesNothingCancelsNothing(String filter) {
		String kept = waiting("Upstash-Label", "a");
		assertCancelled(0, "?" + filter);
		assertWaiting(kept);
	}

	@Test
	void countIsTheMostThatIsCancelledEarliestFirst() {
		List<String> ids = List.of(waiting(), waiting(), waiting());
		assertCancelled(2, "?count=2");
		assertWaiting(ids.get(2));
		assertCancelled(1, "?count=2");
		assertCancelled(0, "?count=2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{\"messageIds\":[]}", "{\"messageIds\":null}", "{}" })
	void withoutIdsAndFiltersAllAreCancelled(String body) {
		waiting();
		waiting();
		assertThat(this.api.delete("/v2/messages", body).body()).isEqualTo("{\"cancelled\":2}");
		assertThat(this.api.delete("/v2/messages", body).body()).isEqualTo("{\"cancelled\":0}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "{\"messageIds\":[1]}", "[1", "{\"messageIds\":\"abc\"}", "{\"messageIds\":{}}",
			"[\"abc\"]", "\"abc\"", "null", "{\"messageids\":[\"a\"]}", "{\"messageIds\":[],\"label\":\"a\"}" })
	void aMalformedBodyIsRefused(String body) {
		String kept = waiting();
		assertError(400, this.api.delete("/v2/messages", body));
		assertWaiting(kept);
	}

	@ParameterizedTest
	@ValueSource(strings = { "labeel=a", "messageId=msg_1", "label=", "messageIds=", "messageIds", "host=", "count=0",
			"count=501", "count=x", "count=-1", "fromDate=yesterday", "toDate=-1", "responseStatus=500", "state=ACTIVE",
			"order=latestFirst" })
	void whatIsNoFilterIsRefused(String filter) {
		String kept = waiting();
		assertError(400, this.api.delete("/v2/messages?" + filter));
		assertWaiting(kept);
	}

	@Test
	void anIdThatGotLostDoesNotCancelEverything() {
		String kept = waiting();
		assertError(400, this.api.delete("/v2/messages/"));
		assertError(400, this.api.delete("/v2/messages/?count=100"));
		assertWaiting(kept);
	}

	@Test
	void otherUsersAreNotAffected() {
		TestApi other = new TestApi(this.server.url(), this.server.users().get(1).token());
		String kept = waiting();
		assertThat(other.delete("/v2/messages").body()).isEqualTo("{\"cancelled\":0}");
		assertError(404, other.get("/v2/messages/" + kept));
		assertWaiting(kept);
	}

	private String waiting(String... headers) {
		return this.api.later("https://a.example", headers);
	}

	private void assertCancelled(int count, String query) {
		Answer answer = this.api.delete("/v2/messages" + query);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("{\"cancelled\":" + count + "}");
	}

	private void assertWaiting(String id) {
		assertThat(this.api.get("/v2/messages/" + id).status()).isEqualTo(200);
	}

	private static void assertError(int status, Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.error()).isNotBlank();
	}

}
