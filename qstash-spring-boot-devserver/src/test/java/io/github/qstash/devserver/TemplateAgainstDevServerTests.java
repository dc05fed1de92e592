package io.github.qstash.devserver;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

import io.github.qstash.client.BatchResult;
import io.github.qstash.client.PublishReceipt;
import io.github.qstash.client.PublishResponse;
import io.github.qstash.client.QStashApiException;
import io.github.qstash.client.QStashAuthenticationException;
import io.github.qstash.client.QStashNotFoundException;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.devserver.fixtures.TestDestination.Received;
import io.github.qstash.devserver.fixtures.TestDestination.Reply;
import io.github.qstash.message.ApiProvider;
import io.github.qstash.message.DeliveryMethod;
import io.github.qstash.message.Destination;
import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.SigningKeys;
import io.github.qstash.signature.SubjectCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The library's template against the development server: the round trip, and each
 * documented error as a typed exception.
 */
class TemplateAgainstDevServerTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final TestDestination destination = TestDestination.start();

	private QStashDevServer server;

	private QStashTemplate template;

	@BeforeEach
	void start() {
		this.server = QStashDevServer.start();
		this.template = template(this.server.user().token());
	}

	@AfterEach
	void stop() {
		this.server.close();
		this.destination.close();
	}

	@Test
	void publishedMessageIsDeliveredWithItsSignature() {
		String url = this.destination.url("/in?x=1&y=a%2Fb");
		PublishResponse response = publish(QStashMessage.to(url)
			.body(new Order(17, "grün"))
			.method(DeliveryMethod.PUT)
			.header("X-Tenant", "a", "b")
			.label("order")
			.build());
		Received delivery = this.destination.awaitOne();
		assertThat(delivery.method()).isEqualTo("PUT");
		assertThat(delivery.uri()).isEqualTo("/in?x=1&y=a%2Fb");
		assertThat(delivery.text()).isEqualTo("{\"number\":17,\"name\":\"grün\"}");
		assertThat(delivery.header("Content-Type")).isEqualTo("application/json");
		assertThat(String.join(",", delivery.headers("X-Tenant"))).isEqualTo("a,b");
		assertThat(delivery.header("Upstash-Message-Id")).isEqualTo(response.messageId());
		SigningKeys keys = SigningKeys.of(this.server.user().currentSigningKey(), this.server.user().nextSigningKey());
		assertThat(new QStashSignatureVerifier(keys, Clock.systemUTC(), Duration.ZERO)
			.verify(delivery.header("Upstash-Signature"), delivery.body(), SubjectCheck.exactly(url))
			.subject()).isEqualTo(url);
	}

	@Test
	void binaryBodyArrivesBitExactly() {
		byte[] bytes = { 0, (byte) 0xff, (byte) 0xfe, (byte) 0x80, 1 };
		publish(QStashMessage.to(this.destination.url("/in")).body(bytes).build());
		assertThat(this.destination.awaitOne().body()).isEqualTo(bytes);
	}

	@Test
	void queueDeliversInOrder() {
		IntStream.rangeClosed(1, 20)
			.forEach((i) -> publish(
					QStashMessage.to(this.destination.url("/in")).queue("orders").body(Integer.toString(i)).build()));
		assertThat(this.destination.await(20)).extracting(Received::text)
			.isEqualTo(IntStream.rangeClosed(1, 20).mapToObj(Integer::toString).toList());
	}

	@Test
	void batchGivesNestedReceiptsAndErrorsByItem() {
		upsertGroup("fan-out", this.destination.url("/a"), this.destination.url("/b"));
		List<BatchResult> results = this.template.batch(List.of(QStashMessage.to("fan-out").body("1").build(),
				QStashMessage.to(this.destination.url("/c")).body("2").build(),
				QStashMessage.to("unknown-group").body("3").build(),
				QStashMessage.to(this.destination.url("/d")).queue("q").body("4").build()))
			.block(LIMIT);
		assertThat(results).hasSize(4);
		assertThat(((BatchResult.Accepted) results.get(0)).response().receipts()).extracting(PublishReceipt::url)
			.containsExactly(this.destination.url("/a"), this.destination.url("/b"));
		assertThat(results.get(2)).isEqualTo(new BatchResult.Rejected("topic unknown-group not found"));
		assertThat(this.destination.await(4)).extracting(Received::uri)
			.containsExactlyInAnyOrder("/a", "/b", "/c", "/d");
	}

	@Test
	void repeatedDeduplicationIdIsASuccessThatSaysSo() {
		QStashMessage message = QStashMessage.to(this.destination.url("/in")).deduplicationId("order-17").build();
		PublishResponse first = publish(message);
		PublishResponse second = publish(message);
		assertThat(first.deduplicated()).isFalse();
		assertThat(second.deduplicated()).isTrue();
		assertThat(second.messageId()).isEqualTo(first.messageId());
	}

	@Test
	void languageModelIsCalledWithItsTokenAndItsAnswerReachesTheCallback() {
		this.destination.answering((request) -> Reply.of(200)
			.withBody(request.uri().endsWith("/chat/completions") ? "{\"answer\":42}" : ""));
		ApiProvider provider = ApiProvider.openAiCompatible(this.destination.url("/llm/v1"), "provider-token");
		QStashMessage.Builder question = QStashMessage.to(provider)
			.body("{\"model\":\"m\"}")
			.callback(this.destination.url("/answers"));
		publish(question.build());
		this.template.batch(List.of(question.queue("questions").build())).block(LIMIT);
		List<Received> received = this.destination.await(4);
		assertThat(received).filteredOn((request) -> request.uri().equals("/llm/v1/chat/completions"))
			.hasSize(2)
			.allSatisfy((request) -> {
				assertThat(request.method()).isEqualTo("POST");
				assertThat(request.header("Authorization")).isEqualTo("Bearer provider-token");
				assertThat(request.header("Content-Type")).isEqualTo("application/json");
				assertThat(request.text()).isEqualTo("{\"model\":\"m\"}");
			});
		String answer = Base64.getEncoder().encodeToString("{\"answer\":42}".getBytes(StandardCharsets.UTF_8));
		assertThat(received).filteredOn((request) -> request.uri().equals("/answers"))
			.hasSize(2)
			.allSatisfy((request) -> assertThat(request.text()).contains(answer));
	}

	@Test
	void wrongTokenIsAnAuthenticationError() {
		assertThatExceptionOfType(QStashAuthenticationException.class)
			.isThrownBy(() -> template("wrong-token").publish("https://example.com", "x").block(LIMIT))
			.satisfies((ex) -> {
				assertThat(ex.status()).isEqualTo(401);
				assertThat(ex.serverMessage()).isNotEmpty().doesNotContain("wrong-token");
			});
	}

	@Test
	void destinationWithoutSchemeIsRefusedOnBothSides() {
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> this.template.publish("example.com/hook", "x").block(LIMIT))
			.withMessageContaining("must start with http:// or https://");
		TestApi.Answer answer = api().publish("example.com/hook");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.error())
			.isEqualTo("invalid destination url: endpoint has invalid scheme, add http:// or https://");
	}

	@Test
	void unknownUrlGroupIsNotFound() {
		assertThatExceptionOfType(QStashNotFoundException.class)
			.isThrownBy(() -> this.template.publish("unknown-group", "x").block(LIMIT))
			.withMessage("QStash answered 404 to publish: topic unknown-group not found");
	}

	@Test
	void malformedBatchIsRefusedWhole() {
		for (String body : List.of("{", "{}", "[1]", "[{\"body\":\"x\"}]", "")) {
			TestApi.Answer answer = api().post("/v2/batch", body, "Content-Type", "application/json");
			assertThat(answer.status()).as(body).isEqualTo(400);
			assertThat(answer.error()).as(body).isNotEmpty();
		}
	}

	@Test
	void queueNameOf300CharactersIsRefusedByTheServer() {
		String queue = "q".repeat(300);
		QStashMessage message = QStashMessage.to("https://example.com").queue(queue).build();
		assertThatExceptionOfType(QStashApiException.class).isThrownBy(() -> publish(message)).satisfies((ex) -> {
			assertThat(ex.status()).isEqualTo(400);
			assertThat(ex.serverMessage()).containsIgnoringCase("queue").contains("300");
		});
	}

	@Test
	void bodyOverTheLimitIsRefusedByTheServer() {
		byte[] tooLarge = "x".repeat(1024 * 1024 + 1).getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(QStashApiException.class)
			.isThrownBy(() -> this.template.publish(this.destination.url("/in"), tooLarge).block(LIMIT))
			.satisfies((ex) -> {
				assertThat(ex.status()).isEqualTo(413);
				assertThat(ex.serverMessage()).contains("1048576");
			});
		assertThat(this.destination.received()).isEmpty();
	}

	@Test
	void delayBeyondAYearIsRefusedByTheServer() {
		QStashMessage message = QStashMessage.to(new Destination.Url("https://example.com"))
			.delay(Duration.ofDays(366))
			.build();
		assertThatExceptionOfType(QStashApiException.class).isThrownBy(() -> publish(message))
			.satisfies((ex) -> assertThat(ex.serverMessage()).contains("Upstash-Delay"));
	}

	private PublishResponse publish(QStashMessage message) {
		return this.template.publish(message).block(LIMIT);
	}

	private QStashTemplate template(String token) {
		return QStashTemplate.builder().url(this.server.url().toString()).token(token).build();
	}

	private TestApi api() {
		return new TestApi(this.server.url(), this.server.user().token());
	}

	private void upsertGroup(String name, String... urls) {
		String endpoints = String.join(",", List.of(urls).stream().map((url) -> "{\"url\":\"" + url + "\"}").toList());
		assertThat(api().post("/v2/topics/" + name + "/endpoints", "{\"endpoints\":[" + endpoints + "]}").status())
			.isEqualTo(200);
	}

	record Order(int number, String name) {

	}

}
