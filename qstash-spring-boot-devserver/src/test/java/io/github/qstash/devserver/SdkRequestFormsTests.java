package io.github.qstash.devserver;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.qstash.devserver.fixtures.RecordedRequests;
import io.github.qstash.devserver.fixtures.RecordedRequests.Answer;
import io.github.qstash.devserver.fixtures.RecordedRequests.Call;
import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.devserver.fixtures.TestDestination.Reply;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every request that the official clients for Python and Go make, as they write it. The
 * files with the requests are in {@code src/test/resources/sdk}. The client for
 * JavaScript is run itself, see {@code conformance/js}.
 */
class SdkRequestFormsTests {

	private static QStashDevServer server;

	private static TestDestination destination;

	private Map<String, String> variables;

	@BeforeAll
	static void start() {
		server = QStashDevServer.start();
		destination = TestDestination.start().answering((request) -> Reply.of(500).withBody("boom"));
	}

	@AfterAll
	static void stop() {
		server.close();
		destination.close();
	}

	/**
	 * Two messages that wait, two dead letters, a schedule, a URL group, a queue, and a
	 * flow-control key that is paused.
	 */
	@BeforeEach
	void prepare() {
		server.reset();
		TestApi api = new TestApi(server.url(), server.user().token());
		String url = destination.url("/in");
		api.publish(url, "Upstash-Retries", "0", "Upstash-Label", "dead");
		api.publish(url, "Upstash-Retries", "0", "Upstash-Label", "dead");
		List<String> dead = Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.pollInterval(Duration.ofMillis(10))
			.until(() -> api.get("/v2/dlq").json().path("messages").findValuesAsString("dlqId"),
					(ids) -> ids.size() == 2);
		api.post("/v2/topics/my-group/endpoints",
				"{\"endpoints\":[{\"name\":\"a\",\"url\":\"" + url + "/a\"},{\"url\":\"" + url + "/b\"}]}");
		api.post("/v2/queues", "{\"queueName\":\"my-queue\"}");
		api.post("/v2/flowControl/my-key/pause", "");
		api.post("/v2/schedules/" + url, "scheduled", "Upstash-Cron", "0 4 * * *", "Upstash-Schedule-Id",
				"my-schedule");
		this.variables = Map.of("token", server.user().token(), "url", url, "message",
				api.later(url, "Upstash-Label", "a"), "message2",
				api.later(url, "Upstash-Flow-Control-Key", "my-key", "Upstash-Flow-Control-Value",
						"parallelism=5, rate=10, period=1m"),
				"dlq", dead.get(0), "dlq2", dead.get(1), "current", server.user().currentSigningKey(), "next",
				server.user().nextSigningKey());
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void python(Call call) throws IOException {
		isAnswered(call);
	}

	static Stream<Call> python() throws IOException {
		return RecordedRequests.read("/sdk/python.http").stream();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void go(Call call) throws IOException {
		isAnswered(call);
	}

	static Stream<Call> go() throws IOException {
		return RecordedRequests.read("/sdk/go.http").stream();
	}

	private void isAnswered(Call recorded) throws IOException {
		Call call = recorded.with(this.variables);
		Answer answer = call.send(server.port());
		assertThat(answer.status()).as(answer.body()).isEqualTo(call.status());
		if (call.answer().isEmpty()) {
			assertThat(answer.body()).isEmpty();
			return;
		}
		JsonNode expected = JsonMapper.shared().readTree(call.answer());
		assertThat(answer.contentType()).isEqualTo("application/json");
		assertThat(RecordedRequests.matches(expected, answer.json())).as(expected + " in " + answer.json()).isTrue();
	}

}
