package io.github.qstash.client;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link QStashTemplate}: what goes over the wire, and what comes back.
 */
@ExtendWith(OutputCaptureExtension.class)
class QStashTemplateTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final String RECEIPT = "{\"messageId\":\"msg_1\"}";

	@RegisterExtension
	static WireMockExtension server = WireMockExtension.newInstance()
		.options(WireMockConfiguration.wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
		.build();

	private final QStashTemplate template = QStashTemplate.builder()
		.url(server.baseUrl() + "/")
		.token("the-token")
		.retryPolicy(QStashRetryPolicy.none())
		.publicUrl(() -> URI.create("https://shop.example"))
		.jsonMapper(JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build())
		.build();

	@Test
	void publishSendsTokenBodyAndOptions() {
		answer(aResponse().withStatus(200).withBody(RECEIPT));
		PublishResponse response = this.template
			.publish(QStashMessage.to("https://example.com/in")
				.body(new Order(17))
				.retries(5)
				.header("X-Tenant", "a", "b")
				.build())
			.block(LIMIT);
		assertThat(response.messageId()).isEqualTo("msg_1");
		assertThat(response.deduplicated()).isFalse();
		LoggedRequest request = request();
		assertThat(request.getUrl()).isEqualTo("/v2/publish/https://example.com/in");
		assertThat(request.getHeader("Authorization")).isEqualTo("Bearer the-token");
		assertThat(request.getHeader("Content-Type")).isEqualTo("application/json");
		assertThat(request.getHeader("Upstash-Retries")).isEqualTo("5");
		assertThat(request.header("Upstash-Forward-X-Tenant").values()).containsExactly("a", "b");
		assertThat(request.getBodyAsString()).isEqualTo("{\"order_number\":17}");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			https://example.com/a//b?x=1&y=a%2Fb, /v2/publish/https://example.com/a//b?x=1&y=a%2Fb
			https://example.com/a b?q={id}|,      /v2/publish/https://example.com/a%20b?q=%7Bid%7D%7C
			https://example.com/%7Bid%7D/../c,    /v2/publish/https://example.com/%7Bid%7D/../c
			http://user@host:81/x?a=http://b,     /v2/publish/http://user@host:81/x?a=http://b
			https://example.com?x=1,              /v2/publish/https://example.com?x=1
			my-group,                             /v2/publish/my-group
			/shipments,                           /v2/publish/https://shop.example/shipments
			""")
	void destinationIsAppendedRaw(String destination, String expected) {
		answer(aResponse().withStatus(200).withBody(RECEIPT));
		this.template.publish(destination, "x").block(LIMIT);
		assertThat(request().getUrl()).isEqualTo(expected);
	}

	@Test
	void queueIsEnqueuedTo() {
		answer(aResponse().withStatus(200).withBody(RECEIPT));
		this.template.publish(QStashMessage.to("https://example.com").queue("orders").build()).block(LIMIT);
		assertThat(request().getUrl()).isEqualTo("/v2/enqueue/orders/https://example.com");
		assertThat(request().getBody()).isEmpty();
		assertThat(request().containsHeader("Content-Type")).isFalse();
	}

	@Test
	void textAndBytesAreSentAsTheyAre() {
		answer(aResponse().withStatus(200).withBody(RECEIPT));
		this.template.publish("https://example.com", "grün").block(LIMIT);
		assertThat(request().getBody()).isEqualTo("grün".getBytes(StandardCharsets.UTF_8));
		assertThat(request().getHeader("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
		server.resetRequests();
		byte[] bytes = { 0, (byte) 0xff, (byte) 0xfe, (byte) 0x80, 1 };
		this.template.publish("https://example.com", bytes).block(LIMIT);
		assertThat(request().getBody()).isEqualTo(bytes);
		assertThat(request().getHeader("Content-Type")).isEqualTo("application/octet-stream");
	}

	@Test
	void headersTravelAsUtf8() throws Exception {
		try (RawServer server = new RawServer()) {
			server.answers(RawAnswer.of("200 OK", RECEIPT));
			QStashTemplate.builder()
				.url(server.url())
				.token("the-token")
				.build()
				.publish(QStashMessage.to("https://example.com").header("X", "ü", "Ã¼ €😀").build())
				.block(LIMIT);
			assertThat(server.requests().get(0).headers("Upstash-Forward-X"))
				.extracting(
						(octets) -> new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
				.containsExactly("ü", "Ã¼ €😀");
		}
	}

	@Test
	void explicitContentTypeWins() {
		answer(aResponse().withStatus(200).withBody(RECEIPT));
		this.template.publish(QStashMessage.to("https://example.com").body("{}").contentType("text/csv").build())
			.block(LIMIT);
		assertThat(request().getHeader("Content-Type")).isEqualTo("text/csv");
	}

	@Test
	void nothingIsSentBeforeSubscriptionAndEachSubscriptionSends() {
		answer(aResponse().withStatus(200).withBody(RECEIPT));
		Mono<PublishResponse> publish = this.template.publish("https://example.com", "x");
		assertThat(server.findAll(anyRequestedFor(anyUrl()))).isEmpty();
		publish.block(LIMIT);
		publish.block(LIMIT);
		assertThat(server.findAll(anyRequestedFor(anyUrl()))).hasSize(2);
	}

	@Test
	void urlGroupGivesAReceiptForEachEndpoint() {
		answer(aResponse().withBody("""
				[{"messageId":"msg_1","url":"https://a.example"},
				 {"messageId":"msg_2","url":"https://b.example","deduplicated":true,"unknown":1}]"""));
		PublishResponse response = this.template.publish("my-group", "x").block(LIMIT);
		assertThat(response.receipts()).containsExactly(new PublishReceipt("msg_1", "https://a.example", false),
				new PublishReceipt("msg_2", "https://b.example", true));
		assertThat(response.deduplicated()).isFalse();
		assertThatIllegalStateException().isThrownBy(response::messageId).withMessageContaining("2 receipts");
	}

	@Test
	void urlGroupMayBeAnsweredWithAnObject() {
		answer(aResponse().withBody("{\"messages\":[{\"messageId\":\"msg_1\",\"url\":\"https://a.example\"}]}"));
		assertThat(this.template.publish("my-group", "x").block(LIMIT).messageId()).isEqualTo("msg_1");
	}

	@Test
	void endpointThatIsRefusedDoesNotLoseTheReceiptsOfTheOthers() {
		String group = """
				[{"messageId":"msg_1","url":"https://a.example"},{"error":"quota"},{},
				 {"messageId":"msg_2","url":"https://b.example"}]""";
		PublishResponse expected = new PublishResponse(
				List.of(new PublishReceipt("msg_1", "https://a.example", false),
						new PublishReceipt("msg_2", "https://b.example", false)),
				List.of("quota", "QStash's answer to publish has no message id"));
		answer(aResponse().withBody(group));
		assertThat(this.template.publish("my-group", "x").block(LIMIT)).isEqualTo(expected);
		answer(aResponse().withBody("[" + group.replace(",{},", ",") + "]"));
		assertThat(this.template.batch(List.of(QStashMessage.to("my-group").build())).block(LIMIT))
			.containsExactly(new BatchResult.Accepted(new PublishResponse(expected.receipts(), List.of("quota"))));
	}

	@Test
	void messageThatIsRefusedWithASuccessfulAnswerFailsWithTheReason() {
		answer(aResponse().withBody("{\"error\":\"quota\"}"));
		assertThatExceptionOfType(QStashResponseException.class)
			.isThrownBy(() -> this.template.publish("https://example.com", "x").block(LIMIT))
			.withMessage("QStash's answer to publish has no message id: quota");
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "[]" })
	void receiptIsReadWhateverElseTheAnswerHas(String messages) {
		answer(aResponse().withBody("{\"messageId\":\"msg_1\",\"messages\":" + messages + "}"));
		assertThat(this.template.publish("https://example.com", "x").block(LIMIT).messageId()).isEqualTo("msg_1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "17", "\"msg_1\"" })
	void answerThatSaysNothingAboutTheOnlyMessageOfABatchIsAnError(String body) {
		answer(aResponse().withBody(body));
		assertThatExceptionOfType(QStashResponseException.class)
			.isThrownBy(
					() -> this.template.batch(List.of(QStashMessage.to("https://example.com").build())).block(LIMIT))
			.withMessage("QStash answered a batch of 1 messages with 0 results");
	}

	@Test
	void duplicateIsASuccessAndSaysSo() {
		answer(aResponse().withStatus(202).withBody("{\"messageId\":\"msg_1\",\"deduplicated\":true}"));
		assertThat(this.template.publish("https://example.com", "x").block(LIMIT).deduplicated()).isTrue();
	}

	@Test
	void batchSendsAllMessagesWithOneCall() throws Exception {
		answer(aResponse().withBody("""
				[{"messageId":"msg_1"},
				 [{"messageId":"msg_2","url":"https://a.example"},{"messageId":"msg_3","url":"https://b.example"}],
				 {"error":"quota"}, {"messageId":"msg_4","deduplicated":true}]"""));
		List<BatchResult> results = this.template
			.batch(List.of(
					QStashMessage.to("https://example.com")
						.body(new Order(17))
						.header("X", "a", "b")
						.header("x", "c")
						.build(),
					QStashMessage.to("my-group").body("grün").queue("orders").build(),
					QStashMessage.to("/shipments").build(), QStashMessage.to("https://example.com").build()))
			.block(LIMIT);
		assertThat(results).containsExactly(accepted(new PublishReceipt("msg_1", null, false)),
				accepted(new PublishReceipt("msg_2", "https://a.example", false),
						new PublishReceipt("msg_3", "https://b.example", false)),
				new BatchResult.Rejected("quota"), accepted(new PublishReceipt("msg_4", null, true)));
		assertThat(results).extracting(BatchResult::accepted).containsExactly(true, true, false, true);
		LoggedRequest request = request();
		assertThat(request.getUrl()).isEqualTo("/v2/batch");
		assertThat(request.getHeader("Content-Type")).isEqualTo("application/json");
		assertThat(JsonMapper.shared().readValue(request.getBody(), Object.class)).isEqualTo(List.of(
				Map.of("destination", "https://example.com", "headers",
						Map.of("Content-Type", "application/json", "Upstash-Method", "POST", "Upstash-Forward-X",
								"a, b, c"),
						"body", "{\"order_number\":17}"),
				Map.of("destination", "my-group", "queue", "orders", "headers",
						Map.of("Content-Type", "text/plain;charset=UTF-8", "Upstash-Method", "POST"), "body", "grün"),
				Map.of("destination", "https://shop.example/shipments", "headers", Map.of("Upstash-Method", "POST")),
				Map.of("destination", "https://example.com", "headers", Map.of("Upstash-Method", "POST"))));
	}

	@Test
	void batchOfOneMayBeAnsweredWithoutArray() {
		answer(aResponse().withBody(RECEIPT));
		assertThat(this.template.batch(List.of(QStashMessage.to("https://example.com").build())).block(LIMIT))
			.containsExactly(accepted(new PublishReceipt("msg_1", null, false)));
	}

	@Test
	void emptyBatchSendsNothing() {
		assertThat(this.template.batch(List.of()).block(LIMIT)).isEmpty();
		assertThat(server.findAll(anyRequestedFor(anyUrl()))).isEmpty();
	}

	@Test
	void unreadableSlotDoesNotLoseTheOthers() {
		answer(aResponse().withBody("""
				[{"messageId":"msg_1","new":{"messageId":"other"}},{"messageId":7},[{}],null,[[]],
				 {"deduplicated":{"messageId":"msg_2"},"url":["x"],"messageId":"msg_3"}]"""));
		BatchResult unreadable = new BatchResult.Rejected("QStash's answer to batch has no message id");
		assertThat(this.template.batch(Collections.nCopies(6, QStashMessage.to("https://example.com").build()))
			.block(LIMIT)).containsExactly(accepted(new PublishReceipt("msg_1", null, false)), unreadable, unreadable,
					unreadable, unreadable, accepted(new PublishReceipt("msg_3", null, false)));
	}

	@Test
	void batchAnswerOfAnotherLengthIsNotMatchedByGuessing() {
		answer(aResponse().withBody("[{\"messageId\":\"msg_1\"}]"));
		QStashMessage message = QStashMessage.to("https://example.com").build();
		assertThatExceptionOfType(QStashResponseException.class)
			.isThrownBy(() -> this.template.batch(List.of(message, message)).block(LIMIT))
			.withMessage("QStash answered a batch of 2 messages with 1 results");
	}

	@Test
	void binaryBodyInABatchIsRefusedBeforeAnythingIsSent() {
		QStashMessage message = QStashMessage.to("https://example.com").body(new byte[] { (byte) 0xff }).build();
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> this.template.batch(List.of(QStashMessage.to("https://example.com").build(), message))
				.block(LIMIT))
			.withMessageContaining("messages[1]")
			.withMessageContaining("binary");
		assertThat(server.findAll(anyRequestedFor(anyUrl()))).isEmpty();
	}

	@Test
	void bodyThatIsNoJsonIsRefusedBeforeAnythingIsSent() {
		Mono<PublishResponse> publish = this.template.publish("https://example.com", new Unwritable());
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> publish.block(LIMIT))
			.withMessageContaining("'body'")
			.withMessageContaining(Unwritable.class.getName());
		assertThat(server.findAll(anyRequestedFor(anyUrl()))).isEmpty();
	}

	@ParameterizedTest
	@MethodSource
	void bodyThatIsOnlyAPromiseIsRefusedBeforeAnythingIsSent(Object body) {
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> this.template.publish("https://example.com", body).block(LIMIT))
			.withMessageStartingWith("'body' must be a value but is a ");
		assertThat(server.findAll(anyRequestedFor(anyUrl()))).isEmpty();
	}

	static Stream<Object> bodyThatIsOnlyAPromiseIsRefusedBeforeAnythingIsSent() {
		return Stream.of(Mono.just(1), Flux.just(1), CompletableFuture.completedFuture(1), Stream.of(1),
				new ByteArrayInputStream(new byte[1]), QStashMessage.to("https://example.com").build());
	}

	@Test
	void callbackPathWithoutPublicUrlIsRefusedBeforeAnythingIsSent() {
		QStashTemplate template = QStashTemplate.builder().url(server.baseUrl()).token("t").build();
		Mono<PublishResponse> publish = template
			.publish(QStashMessage.to("https://example.com").callback("/done").build());
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> publish.block(LIMIT))
			.withMessageContaining("qstash.public-url");
		assertThat(server.findAll(anyRequestedFor(anyUrl()))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "400, QStashApiException", "401, QStashAuthenticationException", "403, QStashAuthenticationException",
			"404, QStashNotFoundException", "412, QStashPlanLimitException", "413, QStashApiException",
			"429, QStashRateLimitException", "500, QStashApiException", "302, QStashApiException" })
	void errorAnswerIsTyped(int status, String type) {
		answer(aResponse().withStatus(status).withBody("{\"error\":\"the reason\"}"));
		assertThatExceptionOfType(QStashApiException.class)
			.isThrownBy(() -> this.template.publish("https://example.com", "x").block(LIMIT))
			.withMessage("QStash answered " + status + " to publish: the reason")
			.satisfies((ex) -> {
				assertThat(ex.getClass().getSimpleName()).isEqualTo(type);
				assertThat(ex.status()).isEqualTo(status);
				assertThat(ex.serverMessage()).isEqualTo("the reason");
				assertThat(ex.requestKind()).isEqualTo(RequestKind.PUBLISH);
			});
	}

	@Test
	void errorAnswerThatIsNotOfQStashIsNotShown() {
		answer(aResponse().withStatus(502)
			.withHeader("Content-Type", "text/html")
			.withBody("<html>Upstash-Forward-Authorization: Bearer secret</html>"));
		assertThatExceptionOfType(QStashApiException.class)
			.isThrownBy(() -> this.template.publish("https://example.com", "x").block(LIMIT))
			.satisfies((ex) -> assertThat(ex.serverMessage()).isEqualTo("no error text but 57 bytes of text/html"));
	}

	@Test
	void errorAnswerMayBeEmpty() {
		answer(aResponse().withStatus(500));
		assertThatExceptionOfType(QStashApiException.class)
			.isThrownBy(
					() -> this.template.batch(List.of(QStashMessage.to("https://example.com").build())).block(LIMIT))
			.withMessage("QStash answered 500 to batch");
	}

	@Test
	void rateLimitsAreToldApart() {
		Instant reset = Instant.ofEpochSecond(1767225600);
		assertRateLimit(
				aResponse().withHeader("Burst-RateLimit-Limit", "100")
					.withHeader("Burst-RateLimit-Remaining", "0")
					.withHeader("Burst-RateLimit-Reset", "1767225600"),
				QStashRateLimitException.Kind.BURST, 100L, reset);
		assertRateLimit(aResponse().withHeader("RateLimit-Limit", "1000")
			.withHeader("RateLimit-Remaining", "0")
			.withHeader("RateLimit-Reset", "1767225600")
			.withHeader("Burst-RateLimit-Limit", "100"), QStashRateLimitException.Kind.DAILY, 1000L, reset);
		assertRateLimit(
				aResponse().withHeader("x-ratelimit-limit-requests", "60").withHeader("RateLimit-Limit", "1000"),
				QStashRateLimitException.Kind.CHAT, 60L, null);
		assertRateLimit(aResponse().withHeader("Burst-RateLimit-Limit", "many"), QStashRateLimitException.Kind.BURST,
				null, null);
	}

	@ParameterizedTest
	@CsvSource({ "'', has no message id", "'<html>', is not JSON", "'{', is not JSON",
			"'{\"messageId\":\"msg_1\"', is not JSON", "'{\"messageId\":\"msg_1\"}]', is not JSON",
			"'{}', has no message id", "'{\"messageId\":7}', has no message id", "'\"msg_1\"', has no message id" })
	void successThatCannotBeReadIsAResponseError(String body, String expected) {
		answer(aResponse().withBody(body));
		assertThatExceptionOfType(QStashResponseException.class)
			.isThrownBy(() -> this.template.publish("https://example.com", "x").block(LIMIT))
			.withMessageContaining(expected);
	}

	@Test
	void redirectIsNotFollowed() {
		answer(aResponse().withStatus(307).withHeader("Location", server.baseUrl() + "/elsewhere"));
		assertThatExceptionOfType(QStashApiException.class)
			.isThrownBy(() -> this.template.publish("https://example.com", "x").block(LIMIT))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(307));
		assertThat(server.findAll(anyRequestedFor(anyUrl()))).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "ftp://example.com", "example.com", "http://" })
	void urlOfQStashMustBeAbsolute(String url) {
		assertThatIllegalArgumentException().isThrownBy(() -> QStashTemplate.builder().url(url))
			.withMessage("'url' must be an absolute http or https URL without user, query and fragment, such as "
					+ "https://qstash.upstash.io, but was '" + url + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "//", "/v2", "/v2/", "/v2/publish", "/v2/publish/" })
	void endOfTheUrlThatExamplesShowIsCutOff(String end) {
		answer(aResponse().withBody(RECEIPT));
		template(server.baseUrl() + end).publish("https://example.com", "x").block(LIMIT);
		assertThat(request().getUrl()).isEqualTo("/v2/publish/https://example.com");
	}

	@Test
	void pathOfAGatewayIsKept() {
		answer(aResponse().withBody(RECEIPT));
		template(server.baseUrl() + "/gateway/v2x").publish("https://example.com", "x").block(LIMIT);
		assertThat(request().getUrl()).isEqualTo("/gateway/v2x/v2/publish/https://example.com");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:8080/in?key=secret", "https://127.0.0.1/in",
			"http://user:secret@[::1]:81", "HTTP://LOCALHOST" })
	void destinationOnThisMachineSentToTheCloudIsWarnedAboutOnce(String destination, CapturedOutput output) {
		LocalDestinations destinations = new LocalDestinations("https://qstash.upstash.io");
		destinations.check("https://localhost.example.com");
		destinations.check("https://example.com/?next=http://localhost");
		destinations.check("localhost");
		assertThat(output).doesNotContain("cannot reach this machine");
		destinations.check(destination);
		destinations.check(destination);
		assertThat(output).containsOnlyOnce("cannot reach this machine").doesNotContain("secret");
	}

	@Test
	void destinationOnThisMachineIsFineForAQStashOnThisMachine(CapturedOutput output) {
		answer(aResponse().withBody(RECEIPT));
		this.template.publish("http://localhost:8080/in", "x").block(LIMIT);
		assertThat(output).doesNotContain("cannot reach this machine");
	}

	@Test
	void tokenIsMandatoryAndNeverShown() {
		assertThatIllegalStateException().isThrownBy(() -> QStashTemplate.builder().build())
			.withMessage("'token' must be set");
		assertThatIllegalArgumentException().isThrownBy(() -> QStashTemplate.builder().token("secret\n"))
			.satisfies((ex) -> assertThat(ex).message().doesNotContain("secret"));
		assertThat(this.template.toString()).doesNotContain("the-token");
	}

	private void assertRateLimit(ResponseDefinitionBuilder response, QStashRateLimitException.Kind kind, Long limit,
			Instant reset) {
		answer(response.withStatus(429).withBody("{\"error\":\"slow down\"}"));
		assertThatExceptionOfType(QStashRateLimitException.class)
			.isThrownBy(() -> this.template.publish("https://example.com", "x").block(LIMIT))
			.satisfies((ex) -> {
				assertThat(ex.kind()).isEqualTo(kind);
				assertThat(ex.limit()).isEqualTo(limit);
				assertThat(ex.reset()).isEqualTo(reset);
			});
	}

	private static QStashTemplate template(String url) {
		return QStashTemplate.builder().url(url).token("the-token").retryPolicy(QStashRetryPolicy.none()).build();
	}

	private static BatchResult accepted(PublishReceipt... receipts) {
		return new BatchResult.Accepted(new PublishResponse(List.of(receipts)));
	}

	private static void answer(ResponseDefinitionBuilder response) {
		server.stubFor(post(anyUrl()).willReturn(response));
	}

	private static LoggedRequest request() {
		List<LoggedRequest> requests = server.findAll(anyRequestedFor(anyUrl()));
		assertThat(requests).hasSize(1);
		return requests.get(0);
	}

	record Order(int orderNumber) {

	}

	static class Unwritable {

		@JsonProperty
		String value() {
			throw new IllegalStateException("no");
		}

	}

}
