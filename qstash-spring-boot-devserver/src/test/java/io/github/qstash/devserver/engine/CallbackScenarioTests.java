package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callbacks: when they are published, what they say, and that they are messages
 * themselves.
 */
class CallbackScenarioTests {

	private static final String CALLBACK = "http://localhost:3000/cb";

	private static final String FAILURE = "http://localhost:3000/fail";

	private final Scenario scenario = new Scenario();

	@Test
	void theWorkedExchangeOfTheProtocol() {
		this.scenario.answering((request) -> request.url().endsWith("/in?x=1")
				? new AttemptOutcome.Responded(500, Map.of("Content-Type", List.of("text/plain")), Body.of("boom"))
				: Scenario.status(200));
		this.scenario.publish("http://localhost:3000/in?x=1",
				MessageSpec.builder()
					.headers(Map.of("Content-Type", List.of("application/json")))
					.body(Body.of("{\"n\":1}"))
					.retries(1)
					.retryDelay(RetryDelay.parse("1000 * (1 + retried)"))
					.callback(new CallbackSpec(CALLBACK, "PUT", Map.of("trace", List.of("t1")), null, null, null))
					.failureCallback(CallbackSpec.to(FAILURE)));
		this.scenario.advance(Duration.ofSeconds(5));
		assertThat(this.scenario.timeline()).containsExactly("0.0 msg_1 CREATED", "0.0 msg_1 ACTIVE", "0.0 msg_1 ERROR",
				"0.0 msg_2 CREATED", "0.0 msg_2 ACTIVE", "0.0 msg_1 RETRY", "0.0 msg_2 DELIVERED", "1.0 msg_1 ACTIVE",
				"1.0 msg_1 ERROR", "1.0 msg_3 CREATED", "1.0 msg_3 ACTIVE", "1.0 msg_1 FAILED", "1.0 msg_4 CREATED",
				"1.0 msg_4 ACTIVE", "1.0 msg_3 DELIVERED", "1.0 msg_4 DELIVERED");
		AttemptRequest callback = started("msg_3");
		assertThat(callback.url()).isEqualTo(CALLBACK);
		assertThat(callback.method()).isEqualTo("PUT");
		assertThat(callback.headers())
			.isEqualTo(Map.of("Trace", List.of("t1"), "Content-Type", List.of("application/json")));
		assertThat(json("msg_3")).isEqualTo(JsonMapper.shared().readTree("""
				{ "status": 500, "header": {"Content-Type": ["text/plain"]}, "body": "Ym9vbQ==", "retried": 1,
				  "maxRetries": 1, "sourceMessageId": "msg_1", "url": "http://localhost:3000/in?x=1",
				  "method": "POST", "sourceHeader": {"Content-Type": ["application/json"]},
				  "sourceBody": "eyJuIjoxfQ==", "notBefore": 1767225600000, "createdAt": 1767225600000,
				  "callerIP": "127.0.0.1" }"""));
		AttemptRequest failure = started("msg_4");
		assertThat(failure.url()).isEqualTo(FAILURE);
		assertThat(failure.method()).isEqualTo("POST");
		assertThat(json("msg_4").get("dlqId").asString()).isEqualTo("1767225601000-0");
		assertThat(json("msg_4").get("retried").asInt()).isEqualTo(1);
	}

	@Test
	void aSuccessIsReportedToo() {
		this.scenario.answering((request) -> new AttemptOutcome.Responded(201, Map.of(), Body.of("ok")));
		this.scenario.publish(
				MessageSpec.builder().callback(CallbackSpec.to(CALLBACK)).failureCallback(CallbackSpec.to(FAILURE)));
		assertThat(this.scenario.started()).extracting(AttemptRequest::url).containsExactly(Scenario.URL, CALLBACK);
		assertThat(json("msg_2").get("status").asInt()).isEqualTo(201);
		assertThat(json("msg_2").get("body").asString()).isEqualTo("b2s=");
		assertThat(json("msg_2").has("dlqId")).isFalse();
	}

	@Test
	void withoutAnAnswerTheStatusIsZeroAndTheBodyTheError() {
		this.scenario.publish(MessageSpec.builder().callback(CallbackSpec.to(CALLBACK)));
		this.scenario.answer("msg_1", new AttemptOutcome.Failed("no"));
		assertThat(json("msg_2").get("status").asInt()).isZero();
		assertThat(json("msg_2").get("header").isEmpty()).isTrue();
		assertThat(json("msg_2").get("body").asString()).isEqualTo("bm8=");
	}

	@Test
	void aCallbackNamesGroupAndEndpoint() {
		this.scenario.send(new Command.UpsertEndpoints("g", List.of(new Endpoint("https://a.example", "a"))));
		this.scenario.publishToGroup("g", MessageSpec.builder().callback(CallbackSpec.to(CALLBACK)));
		this.scenario.answer("msg_1", 200);
		assertThat(json("msg_2").get("topicName").asString()).isEqualTo("g");
		assertThat(json("msg_2").get("endpointName").asString()).isEqualTo("a");
		assertThat(started("msg_2").topicName()).isNull();
	}

	@Test
	void aCallbackHasTheRetriesOfItsMessageUnlessItHasItsOwn() {
		this.scenario.answering(500);
		this.scenario.publish(MessageSpec.builder()
			.retries(0)
			.callback(CallbackSpec.to(CALLBACK))
			.failureCallback(
					new CallbackSpec(FAILURE, "POST", Map.of(), 2, RetryDelay.parse("1000"), Duration.ofSeconds(7))));
		this.scenario.advance(Duration.ofMinutes(1));
		assertThat(this.scenario.states("msg_2")).containsExactly(LogState.CREATED, LogState.ACTIVE, LogState.ERROR,
				LogState.FAILED);
		assertThat(this.scenario.states("msg_3")).filteredOn(LogState.ACTIVE::equals).hasSize(3);
		assertThat(started("msg_3").timeout()).isEqualTo(Duration.ofSeconds(7));
		assertThat(this.scenario.timeline()).contains("2.0 msg_3 FAILED");
	}

	@Test
	void aFailedCallbackIsADeadLetterAndHasNoCallbacks() {
		this.scenario.answering(500);
		this.scenario.publish(MessageSpec.builder()
			.retries(0)
			.callback(CallbackSpec.to(CALLBACK))
			.failureCallback(CallbackSpec.to(FAILURE)));
		assertThat(this.scenario.deadLetters()).extracting((letter) -> letter.message().url())
			.containsExactly(Scenario.URL, CALLBACK, FAILURE);
		assertThat(this.scenario.started()).hasSize(3);
	}

	@Test
	void aCallbackIsAMessageThatNamesItsSource() {
		this.scenario.publish(MessageSpec.builder()
			.callerIp("10.1.2.3")
			.labels(List.of("order"))
			.callback(CallbackSpec.to(CALLBACK)));
		this.scenario.answer("msg_1", 200);
		MessageView callback = this.scenario.send(new Command.GetMessage("msg_2"));
		assertThat(callback.sourceMessageId()).isEqualTo("msg_1");
		assertThat(callback.spec().callerIp()).isEqualTo("10.1.2.3");
		assertThat(callback.spec().labels()).isEmpty();
		this.scenario.send(new Command.CancelMessage("msg_2"));
		this.scenario.answer("msg_2", 500);
		assertThat(this.scenario.states("msg_2")).endsWith(LogState.CANCELLED);
	}

	private AttemptRequest started(String messageId) {
		return this.scenario.started()
			.stream()
			.filter((request) -> request.messageId().equals(messageId))
			.findFirst()
			.orElseThrow();
	}

	private JsonNode json(String messageId) {
		return JsonMapper.shared().readTree(started(messageId).body().bytes());
	}

}
