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
 * Flow control over HTTP. Deliveries are held back, so that attempts do not end.
 */
class FlowControlApiTests {

	private final QStashDevServer server = QStashDevServer.builder().holdDeliveries(true).start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void keyIsShownWithWhatWaitsAndRuns() {
		publish("tenant-1", "parallelism=1, rate=10, period=1m");
		publish("tenant-1", "parallelism=2, rate=20, period=1h");
		publish("tenant-1", "parallelism=2, rate=20, period=1h");
		JsonNode key = key("tenant-1");
		long start = key.path("ratePeriodStart").longValue();
		assertThat(start).isBetween(System.currentTimeMillis() / 1000 - 60, System.currentTimeMillis() / 1000);
		assertThat(key).hasToString("""
				{"flowControlKey":"tenant-1","waitListSize":1,"parallelismMax":2,"parallelismCount":2,"rateMax":20,\
				"rateCount":2,"ratePeriod":3600,"ratePeriodStart":%d,"isPaused":false,"isPinnedParallelism":false,\
				"isPinnedRate":false}""".formatted(start));
	}

	@Test
	void limitThatIsNotSetIsLeftOut() {
		publish("p", "parallelism=3");
		assertThat(key("p").propertyNames()).contains("parallelismMax", "rateCount")
			.doesNotContain("rateMax", "ratePeriod");
		publish("r", "rate=3");
		assertThat(key("r").path("ratePeriod").intValue()).isEqualTo(1);
		assertThat(key("r").propertyNames()).contains("rateMax", "parallelismCount").doesNotContain("parallelismMax");
	}

	@Test
	void keysAreListedAndFound() {
		assertThat(this.api.get("/v2/flowControl").body()).isEqualTo("[]");
		publish("tenant-1", "rate=1");
		publish("tenant-2", "rate=1");
		publish("mail", "rate=1");
		assertThat(keys("/v2/flowControl")).hasToString("[tenant-1, tenant-2, mail]");
		assertThat(keys("/v2/flowControl/")).hasToString("[tenant-1, tenant-2, mail]");
		assertThat(keys("/v2/flowControl?search=tenant")).hasToString("[tenant-1, tenant-2]");
		assertThat(keys("/v2/flowControl?search=")).hasSize(3);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			tenant/1,   tenant/1
			tenant/1,   tenant%2F1
			a//b/,      a//b/
			user:1+2@x, user:1+2@x
			pause,      pause
			a b,        a%20b
			""")
	void keyMayHaveAnyCharacters(String key, String path) {
		publish(key, "parallelism=1");
		assertThat(key(path).path("flowControlKey").stringValue()).isEqualTo(key);
		assertOk(act(path, "/pause"));
		assertThat(key(path).path("isPaused").booleanValue()).isTrue();
		assertThat(keys("/v2/flowControl")).hasSize(1);
	}

	@Test
	void pausedKeyIsResumed() {
		assertOk(act("k", "/pause"));
		publish("k", "parallelism=5");
		assertThat(key("k").path("isPaused").booleanValue()).isTrue();
		assertThat(key("k").path("waitListSize").intValue()).isEqualTo(1);
		assertOk(act("k", "/resume"));
		assertThat(key("k").path("isPaused").booleanValue()).isFalse();
		assertThat(key("k").path("parallelismCount").intValue()).isEqualTo(1);
	}

	@Test
	void limitsArePinnedOneByOneAndReleased() {
		assertOk(act("k", "/pin?parallelism=5"));
		assertOk(act("k", "/pin?rate=10&period=60&parallelism="));
		publish("k", "parallelism=1,rate=1");
		JsonNode key = key("k");
		assertThat(key.path("parallelismMax").intValue()).isEqualTo(5);
		assertThat(key.path("rateMax").intValue()).isEqualTo(10);
		assertThat(key.path("ratePeriod").intValue()).isEqualTo(60);
		assertThat(key.path("isPinnedParallelism").booleanValue()).isTrue();
		assertThat(key.path("isPinnedRate").booleanValue()).isTrue();
		assertOk(act("k", "/unpin?parallelism=true&rate=False"));
		assertThat(key("k").path("isPinnedParallelism").booleanValue()).isFalse();
		assertThat(key("k").path("isPinnedRate").booleanValue()).isTrue();
		assertOk(act("k", "/unpin?rate=true"));
		assertThat(key("k").path("isPinnedRate").booleanValue()).isFalse();
		assertThat(key("k").path("rateMax").intValue()).isEqualTo(10);
		publish("k", "parallelism=1,rate=1");
		assertThat(key("k").path("rateMax").intValue()).isEqualTo(1);
	}

	@Test
	void resetRateBeginsANewPeriod() {
		publish("k", "rate=1,period=7d");
		publish("k", "rate=1,period=7d");
		assertThat(key("k").path("waitListSize").intValue()).isEqualTo(1);
		assertOk(act("k", "/resetRate"));
		assertThat(key("k").path("waitListSize").intValue()).isZero();
		assertThat(key("k").path("rateCount").intValue()).isEqualTo(1);
	}

	@Test
	void resetCountsNothingAsRunning() {
		publish("k", "parallelism=1");
		publish("k", "parallelism=1");
		assertOk(act("k", "/reset"));
		assertThat(key("k").path("waitListSize").intValue()).isZero();
		assertThat(key("k").path("parallelismCount").intValue()).isEqualTo(1);
	}

	@Test
	void globalParallelismCountsAllRunningAttempts() {
		assertThat(this.api.get("/v2/globalParallelism").body())
			.isEqualTo("{\"parallelismMax\":2147483647,\"parallelismCount\":0}");
		publish("k", "parallelism=1");
		publish("k", "parallelism=1");
		this.api.publish("https://a.example");
		assertThat(this.api.get("/v2/globalParallelism").json().path("parallelismCount").intValue()).isEqualTo(2);
	}

	@Test
	void enqueuedAndBatchedMessagesHaveLimitsToo() {
		this.api.post("/v2/enqueue/q/https://a.example", "", "Upstash-Flow-Control-Key", "k",
				"Upstash-Flow-Control-Value", "parallelism=1");
		this.api.post("/v2/batch", "[{\"destination\":\"https://a.example\",\"headers\":{\"upstash-flow-control-key\":"
				+ "\"k\",\"upstash-flow-control-value\":\"Parallelism=1\"}}]");
		assertThat(key("k").path("waitListSize").intValue()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/resume", "/unpin?rate=true", "/resetRate", "/reset" })
	void unknownKeyIsNotFound(String action) {
		Answer answer = action.isEmpty() ? this.api.get("/v2/flowControl/k") : act("k", action);
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.error()).isEqualTo("flow control key not found");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/pin                            | parallelism or rate must be provided
			/pin?period=5                   | parallelism or rate must be provided
			/pin?parallelism=0              | parallelism must be a positive integer but was "0"
			/pin?parallelism=many           | parallelism must be a positive integer but was "many"
			/pin?rate=-1                    | rate must be a positive integer but was "-1"
			/pin?rate=1.5                   | rate must be a positive integer but was "1.5"
			/pin?rate=1&period=0            | period must be a positive integer but was "0"
			/pin?rate=1&period=1m           | period must be a positive integer but was "1m"
			/pin?rate=1&period=604801       | invalid period: it must be between 1 second and 7 days
			/unpin?rate=1                   | rate must be true or false but was "1"
			""")
	void wrongParameterIsRefused(String action, String error) {
		Answer answer = act("k", action);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.error()).isEqualTo(error);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/pause", "/resume", "/pin?rate=1", "/unpin", "/resetRate", "/reset" })
	void keyMustBeProvided(String action) {
		for (String path : new String[] { "/v2/flowControl", "/v2/flowControl/" }) {
			Answer answer = this.api.post(path + action, "");
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.error()).isEqualTo("a flow control key must be provided");
		}
	}

	@Test
	void keyThatIsTooLongIsRefused() {
		Answer answer = this.api.publish("https://a.example", "Upstash-Flow-Control-Key", "k".repeat(1025),
				"Upstash-Flow-Control-Value", "rate=1");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.error()).contains("1025 characters");
	}

	private void publish(String key, String value) {
		assertThat(this.api
			.publish("https://a.example", "Upstash-Flow-Control-Key", key, "Upstash-Flow-Control-Value", value)
			.status()).isEqualTo(200);
	}

	private Answer act(String key, String action) {
		return this.api.post("/v2/flowControl/" + key + action, "");
	}

	private static void assertOk(Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		assertThat(answer.body()).isEmpty();
	}

	private JsonNode key(String path) {
		Answer answer = this.api.get("/v2/flowControl/" + path);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer.json();
	}

	private List<String> keys(String path) {
		return this.api.get(path).json().findValuesAsString("flowControlKey");
	}

}
