package io.github.qstash.devserver;

import java.util.Arrays;
import java.util.List;

import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestApi.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class ManagementApiTests {

	private final QStashDevServer server = QStashDevServer.builder().holdDeliveries(true).start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	@AfterEach
	void close() {
		this.server.close();
	}

	@ParameterizedTest
	@CsvSource({ "POST, /v2/schedules/https://a.example", "PATCH, /v2/schedules/s/pause", "GET, /v2/flowControl/k",
			"GET, /v2/globalParallelism", "DELETE, /v2/dlq", "DELETE, /v2/dlq/1-0", "POST, /v2/dlq/retry",
			"POST, /v2/keys/rotate", "PATCH, /v2/topics/g" })
	void endpointsToComeSaySo(String method, String path) {
		Answer answer = this.api.send(method, path, new byte[0]);
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.error()).isEqualTo("not supported by this development server yet");
	}

	@ParameterizedTest
	@CsvSource({ "GET, /v2", "GET, /v2/", "GET, /v2/publish/https://a.example", "PUT, /v2/batch", "GET, /favicon.ico",
			"POST, /", "OPTIONS, /v2/keys", "TRACE, /v2/keys", "GET, /v2/messages", "GET, /v1/keys", "GET, /v2/keys/x",
			"GET, //v2/keys", "GET, /v2//keys" })
	void unknownEndpointIsNotFound(String method, String path) {
		Answer answer = this.api.send(method, path, new byte[0]);
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.error()).startsWith("there is no endpoint " + method);
	}

	@Test
	void rootSaysWhatThisIsWithoutAToken() {
		Answer answer = new TestApi(this.server.url(), "").get("/");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).startsWith("QStash development server");
	}

	private TestApi api() {
		return this.api;
	}

	private static void assertError(int status, Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.error()).isNotBlank();
	}

	@Nested
	class Messages {

		@Test
		void unknownMessageIsNotFound() {
			assertError(404, api().get("/v2/messages/msg_unknown"));
			assertError(404, api().delete("/v2/messages/msg_unknown"));
		}

		@Test
		void cancelledMessageIsGone() {
			String id = waiting();
			Answer answer = api().delete("/v2/messages/" + id);
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.body()).isEqualTo("{\"cancelled\":1}");
			assertError(404, api().get("/v2/messages/" + id));
		}

		@Test
		void manyAreCancelledByQuery() {
			String first = waiting();
			String second = waiting();
			String third = waiting();
			String kept = waiting();
			Answer answer = api().delete("/v2/messages?messageIds=" + first + "," + second + "&messageIds=" + third
					+ "&messageIds=msg_unknown&messageIds=" + first);
			assertThat(answer.body()).isEqualTo("{\"cancelled\":3}");
			assertThat(api().get("/v2/messages/" + kept).status()).isEqualTo(200);
		}

		@ParameterizedTest
		@ValueSource(strings = { "/v2/messages", "/v2/messages?count=100" })
		void manyAreCancelledByBody(String path) {
			String first = waiting();
			Answer answer = api().delete(path, "{\"messageIds\":[\"" + first + "\",\"msg_unknown\"]}");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.body()).isEqualTo("{\"cancelled\":1}");
			assertError(404, api().get("/v2/messages/" + first));
		}

		@ParameterizedTest
		@ValueSource(strings = { "{", "{\"messageIds\":[1]}", "[1", "{\"messageIds\":\"abc\"}", "{\"messageIds\":{}}",
				"[\"abc\"]", "\"abc\"", "null" })
		void malformedBodyIsRefused(String body) {
			assertError(400, api().delete("/v2/messages", body));
		}

		@Test
		void emptyIdDoesNotCancelEverything() {
			String kept = waiting();
			assertError(400, api().delete("/v2/messages/"));
			assertError(404, api().delete("/v2/messages"));
			assertError(404, api().delete("/v2/messages?label=a"));
			assertError(404, api().delete("/v2/messages", "{\"messageIds\":[]}"));
			assertThat(api().get("/v2/messages/" + kept).status()).isEqualTo(200);
		}

		private String waiting() {
			return api().publish("https://a.example", "Upstash-Delay", "1h").messageId();
		}

	}

	@Nested
	class UrlGroups {

		@Test
		void endpointsAreAddedAndListedInOrder() {
			Answer answer = upsert("my-group", "{\"endpoints\":[{\"url\":\"https://a.example\",\"name\":\"a\"},"
					+ "{\"url\":\"https://b.example\",\"name\":null}]}");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.body()).isEmpty();
			JsonNode group = api().get("/v2/topics/my-group").json();
			long createdAt = group.path("createdAt").longValue();
			assertThat(group).hasToString("""
					{"name":"my-group","createdAt":%d,"updatedAt":%d,"endpoints":[\
					{"name":"a","url":"https://a.example"},{"url":"https://b.example"}]}""".formatted(createdAt,
					createdAt));
			assertThat(api().get("/v2/topics").json().toString()).isEqualTo("[" + group + "]");
			assertThat(api().get("/v2/topics/").json().size()).isEqualTo(1);
		}

		@Test
		void endpointsAreRemovedByNameOrUrlAndWithTheLastTheGroup() {
			upsert("my-group",
					"{\"endpoints\":[{\"url\":\"https://a.example\",\"name\":\"a\"},{\"url\":\"https://b.example\"}]}");
			Answer answer = api().delete("/v2/topics/my-group/endpoints", "{\"endpoints\":[{\"name\":\"a\"}]}");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(api().get("/v2/topics/my-group").json().path("endpoints").toString())
				.isEqualTo("[{\"url\":\"https://b.example\"}]");
			api().delete("/v2/topics/my-group/endpoints", "{\"endpoints\":[{\"url\":\"https://b.example\"}]}");
			assertError(404, api().get("/v2/topics/my-group"));
		}

		@Test
		void deletedGroupIsGoneAndDeletingItAgainIsFine() {
			upsert("my-group", "{\"endpoints\":[{\"url\":\"https://a.example\"}]}");
			assertThat(api().delete("/v2/topics/my-group").status()).isEqualTo(200);
			assertThat(api().delete("/v2/topics/my-group").status()).isEqualTo(200);
			assertError(404, api().get("/v2/topics/my-group"));
		}

		@Test
		void unknownGroupIsNotFound() {
			assertError(404, api().get("/v2/topics/unknown"));
			assertError(404, api().delete("/v2/topics/unknown/endpoints", "{\"endpoints\":[{\"name\":\"a\"}]}"));
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "{", "[]", "{}", "{\"endpoints\":{}}", "{\"endpoints\":[{\"name\":\"a\"}]}",
				"{\"endpoints\":[{\"url\":\"a.example\"}]}", "{\"endpoints\":[{\"url\":7}]}", "{\"endpoints\":[7]}" })
		void malformedEndpointsAreRefused(String body) {
			assertError(400, upsert("my-group", body));
			assertError(404, api().get("/v2/topics/my-group"));
		}

		@Test
		void removedEndpointMustBeNamed() {
			upsert("my-group", "{\"endpoints\":[{\"url\":\"https://a.example\"}]}");
			assertError(400, api().delete("/v2/topics/my-group/endpoints", "{\"endpoints\":[{}]}"));
		}

		@Test
		void nameOfAGroupIsChecked() {
			assertError(400, upsert("bad%20name", "{\"endpoints\":[{\"url\":\"https://a.example\"}]}"));
		}

		private Answer upsert(String group, String body) {
			return api().post("/v2/topics/" + group + "/endpoints", body, "Content-Type", "application/json");
		}

	}

	@Nested
	class Logs {

		@Test
		void eventsAndLogsDifferInTheNameOfTheArray() {
			api().publish("https://a.example");
			JsonNode events = api().get("/v2/events").json();
			assertThat(events.propertyNames()).containsExactly("events");
			JsonNode logs = api().get("/v2/logs").json();
			assertThat(logs.propertyNames()).containsExactlyInAnyOrder("logs", "events");
			assertThat(logs.path("logs")).isEqualTo(logs.path("events")).isEqualTo(events.path("events"));
		}

		@Test
		void cancelledIsSpelledInBothWays() {
			String id = api().publish("https://a.example", "Upstash-Delay", "1h").messageId();
			api().delete("/v2/messages/" + id);
			assertThat(api().get("/v2/events").json().findValuesAsString("state")).contains("CANCELED")
				.doesNotContain("CANCELLED");
			assertThat(api().get("/v2/logs").json().path("logs").findValuesAsString("state")).contains("CANCELLED")
				.doesNotContain("CANCELED");
			assertThat(api().get("/v2/events?state=CANCELED").json().path("events").size()).isEqualTo(1);
			assertThat(api().get("/v2/events?state=CANCELLED").json().path("events").size()).isEqualTo(1);
		}

		@Test
		void entryDescribesItsMessage() {
			String id = api()
				.post("/v2/enqueue/q/https://a.example", "body", "Upstash-Label", "a,b", "Upstash-Retry-Delay", "100",
						"Upstash-Callback", "https://c.example", "Upstash-Callback-Forward-Trace", "t",
						"Upstash-Timeout", "5s", "Upstash-Forward-X", "1", "Upstash-Flow-Control-Key", "k",
						"Upstash-Flow-Control-Value", "parallelism=2", "Upstash-Delay", "1h")
				.messageId();
			JsonNode entry = api().get("/v2/logs").json().path("logs").path(0);
			assertThat(entry).hasToString("""
					{"time":%d,"state":"CREATED","messageId":"%s","url":"https://a.example","method":"POST",\
					"header":{"X":["1"]},"body":"Ym9keQ==","queueName":"q","timeout":5000,"maxRetries":3,\
					"callerIP":"127.0.0.1","callback":"https://c.example","callbackHeaders":{"Trace":["t"]},\
					"label":"a","labels":["a","b"],"flowControlKey":"k","parallelism":2,"period":1,\
					"retryDelayExpression":"100","retryDelayExpr":"100"}""".formatted(entry.path("time").longValue(),
					id));
		}

		@Test
		void filtersAreApplied() {
			String first = later("https://a.example/?x=1,2", "Upstash-Label", "a");
			String second = later("https://b.example", "Upstash-Label", "b,c");
			api().post("/v2/enqueue/q/https://c.example", "", "Upstash-Delay", "1h");
			assertThat(messageIds("?messageId=" + first)).containsExactly(first);
			assertThat(messageIds("?messageIds=" + first + "&messageIds=" + second)).containsExactly(second, first);
			assertThat(messageIds("?label=c,x")).containsExactly(second);
			assertThat(messageIds("?url=https://a.example/?x=1,2")).containsExactly(first);
			assertThat(messageIds("?queueName=q")).hasSize(1).doesNotContain(first, second);
			assertThat(messageIds("?state=ACTIVE")).isEmpty();
			assertThat(messageIds("?state=IN_PROGRESS")).isEmpty();
			assertThat(messageIds("?state=created")).hasSize(3);
			assertThat(messageIds("?fromDate=4102444800000")).isEmpty();
			assertThat(messageIds("?fromDate=0&toDate=4102444800000")).hasSize(3);
			assertThat(messageIds("?order=latestFirst&cursor=")).hasSize(3);
		}

		@Test
		void pagesAreLinkedByTheirCursor() {
			String first = later("https://a.example/1");
			String second = later("https://a.example/2");
			String third = later("https://a.example/3");
			JsonNode page = api().get("/v2/events?count=2").json();
			assertThat(page.path("events").findValuesAsString("messageId")).containsExactly(third, second);
			JsonNode rest = api().get("/v2/events?count=2&cursor=" + page.path("cursor").stringValue()).json();
			assertThat(rest.path("events").findValuesAsString("messageId")).containsExactly(first);
			assertThat(rest.has("cursor")).isFalse();
		}

		@ParameterizedTest
		@ValueSource(strings = { "state=LOST", "state=ACTIVE&state=ERROR", "state=ACTIVE,ERROR", "count=0",
				"count=1001", "count=x", "fromDate=yesterday", "host=a", "order=earliestFirst", "cursor=%25" })
		void wrongFilterIsRefused(String query) {
			assertError(400, api().get("/v2/logs?" + query));
		}

		private List<String> messageIds(String query) {
			Answer answer = api().get("/v2/events" + query);
			assertThat(answer.status()).as(answer.body()).isEqualTo(200);
			return answer.json().path("events").findValuesAsString("messageId");
		}

		private String later(String url, String... headers) {
			String[] all = Arrays.copyOf(headers, headers.length + 2);
			all[headers.length] = "Upstash-Delay";
			all[headers.length + 1] = "1h";
			return api().publish(url, all).messageId();
		}

	}

	@Nested
	class Keys {

		@Test
		void keysAreThoseOfTheUser() {
			assertThat(api().get("/v2/keys").body()).isEqualTo(
					"{\"current\":\"sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r\",\"next\":\"sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs\"}");
		}

	}

	@Nested
	class DeadLetters {

		@Test
		void listIsEmptyAtFirst() {
			assertThat(api().get("/v2/dlq").body()).isEqualTo("{\"messages\":[]}");
			assertThat(api().get("/v2/dlq?count=10&cursor=&order=earliestFirst").body()).isEqualTo("{\"messages\":[]}");
			assertError(404, api().get("/v2/dlq/1725323658779-0"));
		}

		@ParameterizedTest
		@ValueSource(strings = { "label=a", "count=101", "order=latestFirst", "responseStatus=500" })
		void whatIsNotSupportedIsRefused(String query) {
			assertError(400, api().get("/v2/dlq?" + query));
		}

	}

}
