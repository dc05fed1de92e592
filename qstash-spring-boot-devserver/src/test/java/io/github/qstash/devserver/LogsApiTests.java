package io.github.qstash.devserver;

import java.util.List;

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
 * {@code /v2/logs} and {@code /v2/events}.
 */
class LogsApiTests {

	private final QStashDevServer server = QStashDevServer.builder().holdDeliveries(true).start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void eventsAndLogsDifferInTheNameOfTheArray() {
		this.api.publish("https://a.example");
		JsonNode events = this.api.get("/v2/events").json();
		assertThat(events.propertyNames()).containsExactly("events");
		JsonNode logs = this.api.get("/v2/logs").json();
		assertThat(logs.propertyNames()).containsExactlyInAnyOrder("logs", "events");
		assertThat(logs.path("logs")).isEqualTo(logs.path("events")).isEqualTo(events.path("events"));
	}

	@Test
	void cancelledIsSpelledInBothWays() {
		String id = this.api.publish("https://a.example", "Upstash-Delay", "1h").messageId();
		this.api.delete("/v2/messages/" + id);
		assertThat(this.api.get("/v2/events").json().findValuesAsString("state")).contains("CANCELED")
			.doesNotContain("CANCELLED");
		assertThat(this.api.get("/v2/logs").json().path("logs").findValuesAsString("state")).contains("CANCELLED")
			.doesNotContain("CANCELED");
		assertThat(this.api.get("/v2/events?state=CANCELED").json().path("events").size()).isEqualTo(1);
		assertThat(this.api.get("/v2/events?state=CANCELLED").json().path("events").size()).isEqualTo(1);
	}

	@Test
	void entryDescribesItsMessage() {
		String id = this.api
			.post("/v2/enqueue/q/https://a.example", "body", "Upstash-Label", "a,b", "Upstash-Retry-Delay", "100",
					"Upstash-Callback", "https://c.example", "Upstash-Callback-Forward-Trace", "t", "Upstash-Timeout",
					"5s", "Upstash-Forward-X", "1", "Upstash-Flow-Control-Key", "k", "Upstash-Flow-Control-Value",
					"parallelism=2", "Upstash-Delay", "1h")
			.messageId();
		JsonNode entry = this.api.get("/v2/logs").json().path("logs").path(0);
		assertThat(entry).hasToString("""
				{"time":%d,"state":"CREATED","messageId":"%s","url":"https://a.example","method":"POST",\
				"header":{"X":["1"]},"body":"Ym9keQ==","queueName":"q","timeout":5000,"maxRetries":3,\
				"callerIP":"127.0.0.1","callback":"https://c.example","callbackHeaders":{"Trace":["t"]},\
				"label":"a","labels":["a","b"],"flowControlKey":"k","parallelism":2,"period":1,\
				"retryDelayExpression":"100","retryDelayExpr":"100"}""".formatted(entry.path("time").longValue(), id));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ' ', value = { "messageId={1} 1", "messageIds={1}&messageIds={2} 21",
			"messageIds={1},{2} 21", "label=c,x 2", "label=c&label=a 21", "url=https://a.example:81/p?x=1,2 1",
			"url=https://a.example:81/p?x=1,2,https://b.example 21", "host=a.example 1", "host=a.example:81,x 1",
			"path=/p 1", "path=/ 32", "path=/p,/ 321", "queueName=q 3", "flowControlKey=k 1", "callerIp=127.0.0.1 321",
			"callerIP=127.0.0.1 321", "callerIp=::1 ''", "state=ACTIVE ''", "state=IN_PROGRESS ''", "state=created 321",
			"fromDate=4102444800000 ''", "fromDate=0&toDate=4102444800000 321", "order=latestFirst&cursor= 321",
			"order=earliestFirst 123", "topicName=g ''", "scheduleId=scd_1 ''", "label=a&queueName=q ''", "'' 321",
			"messageId=&label= 321", "api=llm 321" })
	void everyFilterChooses(String filter, String expected) {
		List<String> ids = List.of(
				this.api.later("https://a.example:81/p?x=1,2", "Upstash-Label", "a", "Upstash-Flow-Control-Key", "k",
						"Upstash-Flow-Control-Value", "rate=1"),
				this.api.later("https://b.example", "Upstash-Label", "b,c"),
				this.api.post("/v2/enqueue/q/https://c.example/", "", "Upstash-Delay", "1h").messageId());
		String query = filter.replace("{1}", ids.get(0)).replace("{2}", ids.get(1));
		for (String path : List.of("/v2/events?", "/v2/logs?")) {
			Answer answer = this.api.get(path + query);
			assertThat(answer.status()).as(answer.body()).isEqualTo(200);
			assertThat(answer.json().path("events").findValuesAsString("messageId"))
				.isEqualTo(expected.chars().mapToObj((c) -> ids.get(c - '1')).toList());
		}
	}

	@Test
	void aUrlGroupChooses() {
		this.api.post("/v2/topics/g/endpoints", "{\"endpoints\":[{\"url\":\"https://a.example\"}]}");
		this.api.publish("g");
		this.api.publish("https://a.example");
		assertThat(this.api.get("/v2/events?topicName=g&state=CREATED").json().path("events")).hasSize(1);
	}

	@Test
	void pagesAreLinkedByTheirCursor() {
		String first = this.api.later("https://a.example/1");
		String second = this.api.later("https://a.example/2");
		String third = this.api.later("https://a.example/3");
		JsonNode page = this.api.get("/v2/events?count=2").json();
		assertThat(page.path("events").findValuesAsString("messageId")).containsExactly(third, second);
		JsonNode rest = this.api.get("/v2/events?count=2&cursor=" + page.path("cursor").stringValue()).json();
		assertThat(rest.path("events").findValuesAsString("messageId")).containsExactly(first);
		assertThat(rest.has("cursor")).isFalse();
	}

	@Test
	void pagesAreLinkedInTheOtherOrderToo() {
		List<String> ids = List.of(this.api.later("https://a.example/1"), this.api.later("https://a.example/2"),
				this.api.later("https://a.example/3"));
		JsonNode page = this.api.get("/v2/logs?count=2&order=earliestFirst").json();
		assertThat(page.path("logs").findValuesAsString("messageId")).isEqualTo(ids.subList(0, 2));
		JsonNode rest = this.api.get("/v2/logs?count=2&order=earliestFirst&cursor=" + page.path("cursor").stringValue())
			.json();
		assertThat(rest.path("logs").findValuesAsString("messageId")).isEqualTo(ids.subList(2, 3));
		assertThat(rest.has("cursor")).isFalse();
	}

	@Test
	void aCursorMayBeAnInstant() {
		String id = this.api.later("https://a.example/1");
		JsonNode all = this.api.get("/v2/events?cursor=4102444800000").json();
		assertThat(all.path("events").findValuesAsString("messageId")).containsExactly(id);
		assertThat(this.api.get("/v2/events?cursor=1").json().path("events")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "state=LOST", "state=ACTIVE&state=ERROR", "state=ACTIVE,ERROR", "count=0", "count=1001",
			"count=x", "fromDate=yesterday", "toDate=1.5", "groupBy=url", "labeel=a", "order=up", "cursor=%25",
			"cursor=1-", "responseStatus=500" })
	void aWrongFilterIsRefused(String query) {
		for (String path : List.of("/v2/events?", "/v2/logs?")) {
			Answer answer = this.api.get(path + query);
			assertThat(answer.status()).as(answer.body()).isEqualTo(400);
			assertThat(answer.error()).isNotBlank();
		}
	}

}
