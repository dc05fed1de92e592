package io.github.qstash.devserver;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.qstash.devserver.fixtures.MovableClock;
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
 * {@code /v2/schedules}: schedules and what they publish.
 */
class SchedulesApiTests {

	private static final long START = 1_767_225_600_000L;

	private static final long HOUR = 3_600_000;

	private final MovableClock clock = new MovableClock("2026-01-01T00:00:00Z");

	private final TestDestination destination = TestDestination.start();

	private final QStashDevServer server = QStashDevServer.builder().clock(this.clock).start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	@AfterEach
	void close() {
		this.server.close();
		this.destination.close();
	}

	@Test
	void aScheduleIsCreatedAndShownCompletely() {
		Answer created = this.api.post("/v2/schedules/https://a.example/in?x=1", "{\"n\":1}", "Upstash-Cron",
				"CRON_TZ=Europe/Berlin 0 4 * * * ", "Upstash-Schedule-Id", "daily-report", "Content-Type",
				"application/json", "Upstash-Forward-X-Tenant", "42", "Upstash-Method", "PUT", "Upstash-Retries", "1",
				"Upstash-Retry-Delay", "1000", "Upstash-Delay", "1m", "Upstash-Timeout", "30s", "Upstash-Queue-Name",
				"reports", "Upstash-Label", "a,b", "Upstash-Callback", "https://a.example/cb",
				"Upstash-Callback-Forward-Trace", "t1", "Upstash-Failure-Callback", "https://a.example/fail",
				"Upstash-Flow-Control-Key", "k", "Upstash-Flow-Control-Value", "parallelism=2, rate=3, period=1m",
				"Upstash-Telemetry-Sdk", "sdk");
		assertThat(created.status()).isEqualTo(200);
		assertThat(created.body()).isEqualTo("{\"scheduleId\":\"daily-report\"}");
		JsonNode schedule = this.api.get("/v2/schedules/daily-report").json();
		assertThat(schedule).hasToString("""
				{"scheduleId":"daily-report","cron":"CRON_TZ=Europe/Berlin 0 4 * * *",\
				"destination":"https://a.example/in?x=1","createdAt":%d,"method":"PUT",\
				"header":{"Content-Type":["application/json"],"X-Tenant":["42"]},"body":"{\\"n\\":1}","retries":1,\
				"delay":60,"timeout":30,"isPaused":false,"callerIP":"127.0.0.1","queueName":"reports",\
				"callback":"https://a.example/cb","callbackHeader":{"Trace":["t1"]},\
				"failureCallback":"https://a.example/fail","label":"a","labels":["a","b"],"flowControlKey":"k",\
				"parallelism":2,"rate":3,"period":60,"retryDelayExpression":"1000",\
				"nextScheduleTime":%d}""".formatted(START, START + 3 * HOUR));
		assertThat(this.api.get("/v2/schedules").json()).hasToString("[" + schedule + "]");
		assertThat(this.api.get("/v2/schedules/").json().size()).isEqualTo(1);
	}

	@Test
	void optionsHaveDefaults() {
		String id = create("https://a.example", "Upstash-Cron", "@daily");
		assertThat(id).startsWith("scd_");
		assertThat(this.api.get("/v2/schedules/" + id).json()).hasToString("""
				{"scheduleId":"%s","cron":"@daily","destination":"https://a.example","createdAt":%d,"method":"POST",\
				"retries":3,"isPaused":false,"callerIP":"127.0.0.1","nextScheduleTime":%d}""".formatted(id, START,
				START + 24 * HOUR));
	}

	@Test
	void aBodyThatIsNoTextIsShownInBase64() {
		byte[] body = { (byte) 0xff, 0 };
		String id = this.api
			.send("POST", "/v2/schedules/https://a.example", body, "Upstash-Cron", "@daily", "Content-Type",
					"multipart/form-data; boundary=x")
			.json()
			.path("scheduleId")
			.stringValue();
		JsonNode schedule = this.api.get("/v2/schedules/" + id).json();
		assertThat(schedule.path("bodyBase64").stringValue()).isEqualTo("/wA=");
		assertThat(schedule.has("body")).isFalse();
	}

	@Test
	void configurationMayBeInTheQuery() {
		String id = create("https://a.example/in?x=1&upstash-cron=0+4+*+*+*&upstash-retries=7&qstash_token=t");
		JsonNode schedule = this.api.get("/v2/schedules/" + id).json();
		assertThat(schedule.path("destination").stringValue()).isEqualTo("https://a.example/in?x=1");
		assertThat(schedule.path("retries").intValue()).isEqualTo(7);
	}

	@ParameterizedTest
	@CsvSource({ "https://a.example/x/pause, https://a.example/x/pause",
			"https://a.example/resume, https://a.example/resume", "https%3A%2F%2Fa.example%2Fin, https://a.example/in",
			"g, g" })
	void theDestinationIsTheRestOfThePath(String rest, String expected) {
		this.api.post("/v2/topics/g/endpoints", "{\"endpoints\":[{\"url\":\"https://a.example\"}]}");
		String id = create(rest, "Upstash-Cron", "@daily");
		assertThat(this.api.get("/v2/schedules/" + id).json().path("destination").stringValue()).isEqualTo(expected);
	}

	@Test
	void theGoClientWritesACapitalLetter() {
		Answer created = this.api.post("/v2/Schedules/https://a.example", "", "Upstash-Cron", "@daily");
		assertThat(created.status()).isEqualTo(200);
		String id = created.json().path("scheduleId").stringValue();
		assertThat(this.api.get("/v2/Schedules/" + id).status()).isEqualTo(200);
	}

	@Test
	void defaultsOfAUrlGroupCountForSchedulesToo() {
		this.api.post("/v2/topics/g/endpoints", "{\"endpoints\":[{\"url\":\"https://a.example\"}]}");
		this.api.send("PATCH", "/v2/topics/g",
				"{\"headers\":{\"Upstash-Retries\":\"7\",\"Upstash-Method\":\"PUT\"}}".getBytes());
		JsonNode schedule = schedule(create("g", "Upstash-Cron", "@daily", "Upstash-Method", "PATCH"));
		assertThat(schedule.path("retries").intValue()).isEqualTo(7);
		assertThat(schedule.path("method").stringValue()).isEqualTo("PATCH");
	}

	@Test
	void whatIsHiddenIsDeliveredButNotShown() {
		String id = this.api
			.post("/v2/schedules/" + this.destination.url("/in"), "secret", "Upstash-Cron", "0 * * * *",
					"Upstash-Forward-X-Secret", "s3cret", "Upstash-Redact-Fields", "body,header[X-Secret]")
			.json()
			.path("scheduleId")
			.stringValue();
		JsonNode schedule = schedule(id);
		assertThat(schedule.path("body").stringValue()).startsWith("REDACTED:");
		assertThat(schedule.path("header").path("X-Secret").path(0).stringValue()).startsWith("REDACTED:");
		this.clock.advance(Duration.ofHours(1));
		schedule(id);
		Received received = this.destination.awaitOne();
		assertThat(received.text()).isEqualTo("secret");
		assertThat(received.header("X-Secret")).isEqualTo("s3cret");
		assertThat(this.api.get("/v2/logs?scheduleId=" + id).body()).doesNotContain("s3cret", "c2VjcmV0");
	}

	@Test
	void theSameIdReplacesEverything() {
		this.api.post("/v2/schedules/https://a.example", "old", "Upstash-Cron", "@daily", "Upstash-Schedule-Id", "s",
				"Upstash-Delay", "1h");
		create("https://b.example", "Upstash-Cron", "@hourly", "Upstash-Schedule-Id", "s");
		JsonNode schedules = this.api.get("/v2/schedules").json();
		assertThat(schedules.size()).isEqualTo(1);
		assertThat(schedules.path(0).path("destination").stringValue()).isEqualTo("https://b.example");
		assertThat(schedules.path(0).has("body")).isFalse();
		assertThat(schedules.path(0).has("delay")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "PATCH", "POST" })
	void aScheduleIsPausedAndResumed(String method) {
		String id = create("https://a.example", "Upstash-Cron", "0 * * * *");
		for (int i = 0; i < 2; i++) {
			Answer paused = this.api.send(method, "/v2/schedules/" + id + "/pause", new byte[0]);
			assertThat(paused.status()).isEqualTo(200);
			assertThat(paused.body()).isEmpty();
			assertThat(schedule(id).path("isPaused").booleanValue()).isTrue();
		}
		this.clock.advance(Duration.ofMinutes(90));
		assertThat(schedule(id).path("nextScheduleTime").longValue()).isEqualTo(START + 2 * HOUR);
		for (int i = 0; i < 2; i++) {
			assertThat(this.api.send(method, "/v2/schedules/" + id + "/resume", new byte[0]).status()).isEqualTo(200);
			assertThat(schedule(id).path("isPaused").booleanValue()).isFalse();
		}
		assertThat(schedule(id).has("lastScheduleTime")).isFalse();
	}

	@Test
	void aDeletedScheduleIsGone() {
		String id = create("https://a.example", "Upstash-Cron", "@daily");
		Answer deleted = this.api.delete("/v2/schedules/" + id);
		assertThat(deleted.status()).isEqualTo(200);
		assertThat(deleted.body()).isEmpty();
		assertThat(this.api.get("/v2/schedules").body()).isEqualTo("[]");
		assertError(404, "schedule " + id + " not found", this.api.delete("/v2/schedules/" + id));
		assertError(404, "schedule " + id + " not found", this.api.get("/v2/schedules/" + id));
		assertError(404, "schedule " + id + " not found", this.api.post("/v2/schedules/" + id + "/pause", ""));
		assertError(404, "schedule " + id + " not found",
				this.api.send("PATCH", "/v2/schedules/" + id + "/resume", new byte[0]));
	}

	@Test
	void aScheduleThatIsDueDeliversAndShowsIt() {
		this.destination.answering((request) -> Reply.of(request.uri().equals("/in") ? 200 : 204));
		String id = this.api
			.post("/v2/schedules/" + this.destination.url("/in"), "hello", "Upstash-Cron", "0 * * * *",
					"Upstash-Forward-X-Tenant", "42", "Upstash-Callback", this.destination.url("/cb"))
			.json()
			.path("scheduleId")
			.stringValue();
		this.clock.advance(Duration.ofHours(1));
		// any command wakes the loop, which then looks at the clock
		schedule(id);
		Received received = this.destination.await(2).get(0);
		assertThat(received.text()).isEqualTo("hello");
		assertThat(received.header("X-Tenant")).isEqualTo("42");
		assertThat(received.header("Upstash-Schedule-Id")).isEqualTo(id);
		assertThat(received.header("Upstash-Caller-Ip")).isEqualTo("127.0.0.1");
		String messageId = received.header("Upstash-Message-Id");
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.pollInterval(Duration.ofMillis(10))
			.untilAsserted(() -> assertThat(schedule(id).path("lastScheduleStates"))
				.hasToString("{\"" + messageId + "\":\"SUCCESS\"}"));
		assertThat(schedule(id).path("lastScheduleTime").longValue()).isEqualTo(START + HOUR);
		assertThat(schedule(id).path("nextScheduleTime").longValue()).isEqualTo(START + 2 * HOUR);
		JsonNode logs = this.api.get("/v2/logs?scheduleId=" + id).json().path("logs");
		assertThat(logs.findValuesAsString("state")).containsExactly("DELIVERED", "ACTIVE", "CREATED");
		assertThat(logs.findValuesAsString("scheduleId")).containsOnly(id).hasSize(3);
		assertThat(new String(this.destination.received().get(1).body())).contains("\"scheduleId\":\"" + id + "\"");
	}

	@Test
	void messagesOfAScheduleAreFoundByIt() {
		String id = create(this.destination.url("/in"), "Upstash-Cron", "0 * * * *", "Upstash-Delay", "1h");
		this.clock.advance(Duration.ofHours(1));
		schedule(id);
		JsonNode created = Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.pollInterval(Duration.ofMillis(10))
			.until(() -> this.api.get("/v2/events?scheduleId=" + id).json().path("events"), (logs) -> logs.size() == 1);
		JsonNode message = this.api.get("/v2/messages/" + created.path(0).path("messageId").stringValue()).json();
		assertThat(message.path("scheduleId").stringValue()).isEqualTo(id);
		assertThat(this.api.delete("/v2/messages?scheduleId=" + id).body()).isEqualTo("{\"cancelled\":1}");
		assertThat(schedule(id).path("lastScheduleStates").path(message.path("messageId").stringValue()).stringValue())
			.isEqualTo("FAIL");
	}

	@Test
	void deadLettersOfAScheduleAreFoundByIt() {
		this.destination.answering((request) -> Reply.of(500));
		String id = create(this.destination.url("/in"), "Upstash-Cron", "0 * * * *", "Upstash-Retries", "0");
		this.clock.advance(Duration.ofHours(1));
		schedule(id);
		JsonNode letters = Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.pollInterval(Duration.ofMillis(10))
			.until(() -> this.api.get("/v2/dlq?scheduleId=" + id).json().path("messages"),
					(found) -> found.size() == 1);
		assertThat(letters.path(0).path("scheduleId").stringValue()).isEqualTo(id);
	}

	@Test
	void theErrorOfARunIsShown() {
		this.api.post("/v2/topics/g/endpoints", "{\"endpoints\":[{\"url\":\"https://a.example\"}]}");
		String id = create("g", "Upstash-Cron", "0 * * * *");
		this.api.delete("/v2/topics/g");
		this.clock.advance(Duration.ofHours(1));
		schedule(id);
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.pollInterval(Duration.ofMillis(10))
			.untilAsserted(() -> assertThat(schedule(id).path("error").asString("")).isEqualTo("topic g not found"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "Upstash-Cron | 60 * * * *", "Upstash-Cron | every day", "Upstash-Cron | 0 0 30 2 *",
					"Upstash-Cron | CRON_TZ=Mars/Base 0 0 * * *", "Upstash-Schedule-Id | my schedule",
					"Upstash-Not-Before | 1767225600", "Upstash-Retries | -1", "Upstash-Delay | soon",
					"Upstash-Delay | 400d", "Upstash-Queue-Name | a b", "Upstash-Callback | a.example",
					"Upstash-Redact-Fields | all" })
	void whatIsWrongIsNamedAndRefused(String name, String value) {
		Map<String, String> headers = new TreeMap<>(Map.of("Upstash-Cron", "@daily"));
		headers.put(name, value);
		Answer answer = this.api.post("/v2/schedules/https://a.example", "",
				headers.entrySet()
					.stream()
					.flatMap((header) -> Stream.of(header.getKey(), header.getValue()))
					.toArray(String[]::new));
		assertThat(answer.status()).as(answer.body()).isEqualTo(400);
		assertThat(answer.error()).containsAnyOf(name, "scheduleId", "queueName");
		assertThat(this.api.get("/v2/schedules").body()).isEqualTo("[]");
	}

	@Test
	void aWrongDestinationIsRefused() {
		assertError(400, "a non-empty destination must be provided", post("/v2/schedules/"));
		assertError(400, "a non-empty destination must be provided", post("/v2/schedules"));
		assertError(400, "invalid destination url: endpoint has invalid scheme, add http:// or https://",
				post("/v2/schedules/a.example/in"));
		assertError(404, "topic unknown not found", post("/v2/schedules/unknown"));
		assertError(400, "invalid destination: APIs such as api/llm are not supported by this development server",
				post("/v2/schedules/api/llm"));
		assertError(400, "Upstash-Cron must be given", this.api.post("/v2/schedules/https://a.example", ""));
		assertError(400, "Upstash-Cron must be given",
				this.api.post("/v2/schedules/https://a.example", "", "Upstash-Cron", " "));
	}

	@Test
	void anIdThatGotLostDeletesNothing() {
		create("https://a.example", "Upstash-Cron", "@daily");
		assertThat(this.api.delete("/v2/schedules/").status()).isEqualTo(404);
		assertThat(this.api.delete("/v2/schedules").status()).isEqualTo(404);
		assertThat(this.api.get("/v2/schedules").json().size()).isEqualTo(1);
	}

	@Test
	void thereIsNoRoomForMoreThanAThousand() {
		for (int i = 0; i < 1000; i++) {
			create("https://a.example", "Upstash-Cron", "@daily");
		}
		assertError(412, "too many schedules, at most 1000 are kept",
				this.api.post("/v2/schedules/https://a.example", "", "Upstash-Cron", "@daily"));
	}

	@Test
	void usersDoNotSeeEachOthersSchedules() {
		String id = create("https://a.example", "Upstash-Cron", "@daily");
		TestApi other = new TestApi(this.server.url(), this.server.users().get(1).token());
		assertThat(other.get("/v2/schedules").body()).isEqualTo("[]");
		assertThat(other.delete("/v2/schedules/" + id).status()).isEqualTo(404);
		this.server.reset();
		assertThat(this.api.get("/v2/schedules").body()).isEqualTo("[]");
	}

	private String create(String destination, String... headers) {
		Answer answer = this.api.post("/v2/schedules/" + destination, "", headers);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer.json().path("scheduleId").stringValue();
	}

	private Answer post(String path) {
		return this.api.post(path, "", "Upstash-Cron", "@daily");
	}

	private JsonNode schedule(String id) {
		return this.api.get("/v2/schedules/" + id).json();
	}

	private static void assertError(int status, String error, Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.error()).isEqualTo(error);
	}

}
