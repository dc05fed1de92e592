package io.github.qstash.devserver;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.devserver.fixtures.TestDestination.Received;
import io.github.qstash.devserver.fixtures.TestDestination.Reply;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.SigningKeys;
import io.github.qstash.signature.SubjectCheck;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * From a publish request to what the destination receives and what the server says about
 * it afterwards.
 */
class RoundTripTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final QStashDevServer server = QStashDevServer.start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	private final TestDestination destination = TestDestination.start();

	@AfterEach
	void close() {
		this.server.close();
		this.destination.close();
	}

	@Test
	void publishedMessageIsDeliveredAndGenuine() {
		String url = this.destination.url("/in//a?x=%2F&y");
		String id = this.api
			.post("/v2/publish/" + url, "{\"n\":1}", "Content-Type", "application/json", "Upstash-Forward-X-Tenant",
					"42")
			.messageId();
		Received received = this.destination.awaitOne();
		assertThat(received.method()).isEqualTo("POST");
		assertThat(received.uri()).isEqualTo("/in//a?x=%2F&y");
		assertThat(received.text()).isEqualTo("{\"n\":1}");
		assertThat(received.header("Content-Type")).isEqualTo("application/json");
		assertThat(received.header("X-Tenant")).isEqualTo("42");
		assertThat(received.header("Upstash-Message-Id")).isEqualTo(id);
		assertThat(received.header("Upstash-Retried")).isEqualTo("0");
		assertThat(received.header("Upstash-Caller-Ip")).isEqualTo("127.0.0.1");
		verifier(this.server.user()).verify(received.header("Upstash-Signature"), received.body(),
				SubjectCheck.exactly(url));
		awaitStates(id, "DELIVERED", "ACTIVE", "CREATED");
		assertThat(this.api.get("/v2/messages/" + id).status()).isEqualTo(404);
	}

	@Test
	void deliveryIsSignedWithTheKeyOfItsUser() {
		for (QStashDevUser user : this.server.users()) {
			new TestApi(this.server.url(), user.token()).publish(this.destination.url("/" + user.userId()));
		}
		for (Received received : this.destination.await(4)) {
			QStashDevUser user = this.server.users()
				.stream()
				.filter((candidate) -> received.uri().equals("/" + candidate.userId()))
				.findFirst()
				.orElseThrow();
			verifier(user).verify(received.header("Upstash-Signature"), received.body(),
					SubjectCheck.exactly(this.destination.url(received.uri())));
		}
	}

	@Test
	void failedMessageIsRetriedWithTheSameIdAndAFreshSignature() {
		AtomicInteger attempts = new AtomicInteger();
		this.destination.answering((request) -> Reply.of((attempts.incrementAndGet() < 3) ? 500 : 204));
		String id = this.api.publish(this.destination.url("/in"), "Upstash-Retry-Delay", "10").messageId();
		List<Received> received = this.destination.await(3);
		assertThat(received).extracting((request) -> request.header("Upstash-Message-Id")).containsOnly(id);
		assertThat(received).extracting((request) -> request.header("Upstash-Retried")).containsExactly("0", "1", "2");
		assertThat(received).extracting((request) -> request.header("Upstash-Signature")).doesNotHaveDuplicates();
		awaitStates(id, "DELIVERED", "ACTIVE", "RETRY", "ERROR", "ACTIVE", "RETRY", "ERROR", "ACTIVE", "CREATED");
	}

	@Test
	void retryAfterOfTheAnswerMovesTheRetry() {
		AtomicInteger attempts = new AtomicInteger();
		this.destination.answering((request) -> (attempts.incrementAndGet() == 1)
				? Reply.of(503).withHeader("Retry-After", "0") : Reply.of(200));
		// without the header the retry would be twelve seconds away
		this.api.publish(this.destination.url("/in"));
		assertThat(this.destination.await(2)).hasSize(2);
	}

	@Test
	void message489IsNotRetriedAndBecomesADeadLetter() {
		this.destination
			.answering((request) -> Reply.of(489).withHeader("Upstash-NonRetryable-Error", "true").withBody("no"));
		String id = this.api.post("/v2/publish/" + this.destination.url("/in"), "body", "Upstash-Label", "a")
			.messageId();
		awaitStates(id, "FAILED", "ERROR", "ACTIVE", "CREATED");
		assertThat(this.destination.received()).hasSize(1);
		JsonNode letters = this.api.get("/v2/dlq").json().path("messages");
		assertThat(letters.size()).isEqualTo(1);
		JsonNode letter = letters.path(0);
		assertThat(letter.path("messageId").stringValue()).isEqualTo(id);
		assertThat(letter.path("responseStatus").intValue()).isEqualTo(489);
		assertThat(letter.path("responseBody").stringValue()).isEqualTo("no");
		assertThat(letter.path("responseHeader").path("Upstash-Nonretryable-Error").path(0).stringValue())
			.isEqualTo("true");
		assertThat(letter.path("body").stringValue()).isEqualTo("body");
		assertThat(letter.path("maxRetries").intValue()).isEqualTo(3);
		String dlqId = letter.path("dlqId").stringValue();
		assertThat(dlqId).matches("\\d{13}-\\d+");
		assertThat(this.api.get("/v2/dlq/" + dlqId).json()).isEqualTo(letter);
	}

	@Test
	void deadLettersAreListedInPagesEarliestFirst() {
		this.destination.answering((request) -> Reply.of(500));
		for (int i = 1; i <= 3; i++) {
			String id = this.api.publish(this.destination.url("/" + i), "Upstash-Retries", "0").messageId();
			awaitStates(id, "FAILED", "ERROR", "ACTIVE", "CREATED");
		}
		JsonNode page = this.api.get("/v2/dlq?count=2").json();
		assertThat(page.path("messages").findValuesAsString("url")).containsExactly(this.destination.url("/1"),
				this.destination.url("/2"));
		JsonNode rest = this.api.get("/v2/dlq?count=2&cursor=" + page.path("cursor").stringValue()).json();
		assertThat(rest.path("messages").findValuesAsString("url")).containsExactly(this.destination.url("/3"));
		assertThat(rest.has("cursor")).isFalse();
	}

	@Test
	void errorEntryShowsTheAnswer() {
		this.destination.answering((request) -> Reply.of(500).withHeader("X-Reason", "r").withBody("boom"));
		String id = this.api.publish(this.destination.url("/in"), "Upstash-Retries", "0").messageId();
		awaitStates(id, "FAILED", "ERROR", "ACTIVE", "CREATED");
		JsonNode error = this.api.get("/v2/logs?state=ERROR").json().path("logs").path(0);
		assertThat(error.path("responseStatus").intValue()).isEqualTo(500);
		assertThat(error.path("responseBody").stringValue()).isEqualTo("Ym9vbQ==");
		assertThat(error.path("error").stringValue()).isEqualTo("boom");
		assertThat(error.path("responseHeader").path("X-Reason").path(0).stringValue()).isEqualTo("r");
		assertThat(error.path("responseHeaders")).isEqualTo(error.path("responseHeader"));
	}

	@Test
	void callbacksTellTheResultOfEachAttemptAndTheFailureOnce() {
		this.destination
			.answering((request) -> request.uri().equals("/in") ? Reply.of(500).withBody("boom") : Reply.of(200));
		String id = this.api
			.post("/v2/publish/" + this.destination.url("/in"), "payload", "Upstash-Retries", "1",
					"Upstash-Retry-Delay", "10", "Upstash-Callback", this.destination.url("/each"),
					"Upstash-Callback-Forward-Trace", "t1", "Upstash-Failure-Callback", this.destination.url("/failed"))
			.messageId();
		List<Received> received = this.destination.await(5);
		List<Received> each = received.stream().filter((request) -> request.uri().equals("/each")).toList();
		assertThat(each).hasSize(2).extracting((request) -> request.header("Trace")).containsOnly("t1");
		assertThat(each).extracting((request) -> json(request).path("retried").intValue())
			.containsExactlyInAnyOrder(0, 1);
		Received failed = received.stream()
			.filter((request) -> request.uri().equals("/failed"))
			.findFirst()
			.orElseThrow();
		assertThat(failed.header("Content-Type")).isEqualTo("application/json");
		assertThat(failed.header("Upstash-Message-Id")).isNotEqualTo(id);
		verifier(this.server.user()).verify(failed.header("Upstash-Signature"), failed.body(),
				SubjectCheck.exactly(this.destination.url("/failed")));
		JsonNode body = json(failed);
		assertThat(body.path("sourceMessageId").stringValue()).isEqualTo(id);
		assertThat(body.path("status").intValue()).isEqualTo(500);
		assertThat(decoded(body.path("body"))).isEqualTo("boom");
		assertThat(decoded(body.path("sourceBody"))).isEqualTo("payload");
		String dlqId = body.path("dlqId").stringValue();
		assertThat(this.api.get("/v2/dlq/" + dlqId).json().path("messageId").stringValue()).isEqualTo(id);
	}

	@Test
	void queueDeliversOneAtATimeInOrder() {
		AtomicInteger running = new AtomicInteger();
		List<Integer> concurrency = new CopyOnWriteArrayList<>();
		AtomicInteger failures = new AtomicInteger(1);
		this.destination.answeringLater((request) -> {
			concurrency.add(running.incrementAndGet());
			Reply reply = Reply.of((request.uri().equals("/2") && failures.getAndDecrement() > 0) ? 500 : 200);
			return Mono.just(reply)
				.delayElement(Duration.ofMillis(10))
				// before the answer leaves: the next request may come at once
				.doOnNext((answer) -> running.decrementAndGet());
		});
		IntStream.range(0, 6)
			.forEach((i) -> this.api.post("/v2/enqueue/my-queue/" + this.destination.url("/" + i), "",
					"Upstash-Retry-Delay", "10"));
		assertThat(this.destination.await(7)).extracting(Received::uri)
			.containsExactly("/0", "/1", "/2", "/2", "/3", "/4", "/5");
		assertThat(concurrency).containsOnly(1);
	}

	@Test
	void everyEndpointOfAUrlGroupGetsItsMessage() {
		this.api.post("/v2/topics/group/endpoints", "{\"endpoints\":[{\"url\":\"" + this.destination.url("/a")
				+ "\"},{\"url\":\"" + this.destination.url("/b?x=1") + "\"}]}");
		this.api.publish("group");
		List<Received> received = this.destination.await(2);
		assertThat(received).extracting(Received::uri).containsExactlyInAnyOrder("/a", "/b?x=1");
		assertThat(received).extracting((request) -> request.header("Upstash-Topic-Name")).containsOnly("group");
	}

	@Test
	void messageIsKeptWhileTheDestinationIsDownAndDeliveredWhenItIsBack() {
		int port = this.destination.port();
		this.destination.close();
		String id = this.api
			.publish("http://localhost:" + port + "/in", "Upstash-Retries", "100", "Upstash-Retry-Delay", "20")
			.messageId();
		Awaitility.await().atMost(LIMIT).until(() -> states(id).stream().filter("RETRY"::equals).count() >= 3);
		JsonNode error = this.api.get("/v2/logs?state=ERROR&count=1").json().path("logs").path(0);
		assertThat(error.path("error").stringValue()).startsWith("connection refused");
		try (TestDestination back = TestDestination.startAt(port)) {
			assertThat(back.awaitOne().header("Upstash-Message-Id")).isEqualTo(id);
		}
	}

	@Test
	void timeOutOfAnAttemptIsAFailure() {
		this.destination.answeringLater((request) -> Mono.never());
		String id = this.api.publish(this.destination.url("/in"), "Upstash-Timeout", "1s", "Upstash-Retries", "0")
			.messageId();
		awaitStates(id, "FAILED", "ERROR", "ACTIVE", "CREATED");
		JsonNode letter = this.api.get("/v2/dlq").json().path("messages").path(0);
		assertThat(letter.path("responseStatus").intValue()).isZero();
		assertThat(letter.path("responseBody").stringValue()).isEqualTo("timed out after 1s");
	}

	@Test
	void batchIsDelivered() {
		this.api.post("/v2/batch",
				"[{\"destination\":\"" + this.destination.url("/a") + "\",\"body\":\"text €\"},{\"destination\":\""
						+ this.destination.url("/b")
						+ "\",\"headers\":{\"Upstash-Method\":\"GET\",\"Upstash-Forward-X\":\"é\"},\"queue\":\"q\"}]");
		List<Received> received = this.destination.await(2);
		assertThat(received).extracting(Received::method).containsExactlyInAnyOrder("POST", "GET");
		assertThat(received).extracting(Received::text).containsExactlyInAnyOrder("text €", "");
	}

	@Test
	void heldDeliveriesWaitUntilOpened() {
		this.server.holdDeliveries();
		String id = this.api.publish(this.destination.url("/in")).messageId();
		assertThat(this.api.get("/v2/messages/" + id).status()).isEqualTo(200);
		assertThat(this.destination.received()).isEmpty();
		this.server.openDeliveries();
		assertThat(this.destination.awaitOne().header("Upstash-Message-Id")).isEqualTo(id);
	}

	@Test
	void resetBreaksOffWhatRunsAndForgetsTheRest() {
		this.destination.answeringLater((request) -> Mono.never());
		this.api.publish(this.destination.url("/hanging"));
		this.destination.awaitOne();
		this.server.reset();
		assertThat(this.api.get("/v2/logs").json().path("logs")).isEmpty();
		this.destination.answering((request) -> Reply.of(200));
		String id = this.api.publish(this.destination.url("/after")).messageId();
		awaitStates(id, "DELIVERED", "ACTIVE", "CREATED");
	}

	@Test
	void manyMessagesAllArrive() {
		int count = 300;
		IntStream.range(0, count).parallel().forEach((i) -> this.api.publish(this.destination.url("/" + i)));
		assertThat(this.destination.await(count)).extracting(Received::uri).doesNotHaveDuplicates().hasSize(count);
	}

	private void awaitStates(String messageId, String... states) {
		Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(states(messageId)).containsExactly(states));
	}

	private List<String> states(String messageId) {
		return this.api.get("/v2/logs?messageId=" + messageId).json().path("logs").findValuesAsString("state");
	}

	private static QStashSignatureVerifier verifier(QStashDevUser user) {
		return new QStashSignatureVerifier(SigningKeys.of(user.currentSigningKey(), user.nextSigningKey()),
				Clock.systemUTC(), Duration.ofSeconds(1));
	}

	private static JsonNode json(Received received) {
		return JsonMapper.shared().readTree(received.body());
	}

	private static String decoded(JsonNode base64) {
		return new String(Base64.getDecoder().decode(base64.stringValue()), StandardCharsets.UTF_8);
	}

}
