package io.github.qstash.client;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.qstash.message.QStashMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the retries of {@link QStashTemplate}: what is sent again, and that it is the
 * same message.
 */
class QStashTemplateRetryTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final QStashMessage MESSAGE = QStashMessage.to("https://example.com").body("x").build();

	@RegisterExtension
	static WireMockExtension server = WireMockExtension.newInstance()
		.options(WireMockConfiguration.wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
		.build();

	private final QStashTemplate template = template(policy().build());

	@Test
	void messageKeepsItsGeneratedIdOverAllAttempts() {
		answers(aResponse().withStatus(500), aResponse().withStatus(503), ok());
		PublishReceipt receipt = publish(MESSAGE);
		assertThat(receipt).isEqualTo(new PublishReceipt("msg_1", null, false, false));
		assertThat(deduplicationIds()).hasSize(3).containsOnly(deduplicationIds().get(0));
		assertThat(deduplicationIds().get(0)).matches("[A-Za-z0-9_-]{20,40}");
	}

	@ParameterizedTest
	@EnumSource(Fault.class)
	void lostAnswerIsRecoveredByTheNextAttempt(Fault fault) {
		answers(aResponse().withFault(fault),
				aResponse().withStatus(202).withBody("{\"messageId\":\"msg_1\",\"deduplicated\":true}"));
		PublishReceipt receipt = publish(MESSAGE);
		assertThat(receipt).isEqualTo(new PublishReceipt("msg_1", null, false, true));
		assertThat(deduplicationIds()).hasSize(2).containsOnly(deduplicationIds().get(0));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			https://example.com | orders | /v2/enqueue/orders/https://example.com
			my-group            |        | /v2/publish/my-group
			my-group            | orders | /v2/enqueue/orders/my-group
			""")
	void lostAnswerIsRecoveredWithQueuesAndGroupsToo(String destination, String queue, String path) {
		String answer = destination.startsWith("https") ? "{\"messageId\":\"msg_1\",\"deduplicated\":true}"
				: """
						[{"messageId":"msg_1","url":"https://a","deduplicated":true},{"messageId":"msg_2","url":"https://b"}]""";
		answers(aResponse().withFault(Fault.EMPTY_RESPONSE), aResponse().withStatus(202).withBody(answer));
		QStashMessage.Builder message = QStashMessage.to(destination).body("x");
		List<PublishReceipt> receipts = Objects
			.requireNonNull(this.template.publish((queue != null) ? message.queue(queue).build() : message.build())
				.block(LIMIT))
			.receipts();
		assertThat(receipts).first()
			.satisfies((receipt) -> assertThat(receipt.recovered()).isTrue())
			.satisfies((receipt) -> assertThat(receipt.deduplicated()).isFalse());
		assertThat(receipts).extracting(PublishReceipt::recovered).containsOnlyOnce(true);
		assertThat(requests()).hasSize(2).allSatisfy((request) -> assertThat(request.getUrl()).isEqualTo(path));
		assertThat(deduplicationIds()).containsOnly(deduplicationIds().get(0)).doesNotContainNull();
	}

	@Test
	void eachMessageAndEachSubscriptionHasAnIdOfItsOwn() {
		answers(ok());
		publish(MESSAGE);
		publish(MESSAGE);
		assertThat(deduplicationIds()).hasSize(2).doesNotHaveDuplicates();
	}

	@Test
	void ownIdIsKeptAndADuplicateOfItIsADuplicate() {
		answers(aResponse().withStatus(500),
				aResponse().withStatus(202).withBody("{\"messageId\":\"msg_1\",\"deduplicated\":true}"));
		PublishReceipt receipt = publish(MESSAGE.toBuilder().deduplicationId("order-17").build());
		assertThat(receipt).isEqualTo(new PublishReceipt("msg_1", null, true, false));
		assertThat(deduplicationIds()).containsExactly("order-17", "order-17");
	}

	@Test
	void identifiedMessageKeepsItsGeneratedIdOverCalls() {
		answers(ok(), aResponse().withBody("{\"messageId\":\"msg_1\",\"deduplicated\":true}"));
		QStashMessage identified = this.template.identified(MESSAGE);
		assertThat(identified.deduplicationId()).matches("[A-Za-z0-9_-]{20,40}");
		assertThat(identified.destination()).isEqualTo(MESSAGE.destination());
		assertThat(identified.body()).isEqualTo(MESSAGE.body());
		assertThat(publish(identified)).isEqualTo(new PublishReceipt("msg_1", null, false, false));
		assertThat(publish(identified)).isEqualTo(new PublishReceipt("msg_1", null, false, true));
		assertThat(deduplicationIds()).hasSize(2).containsOnly(identified.deduplicationId());
		assertThat(this.template.identified(identified)).isSameAs(identified);
		assertThat(this.template.identified(MESSAGE).deduplicationId()).isNotEqualTo(identified.deduplicationId());
	}

	@Test
	void idOfAnotherTemplateIsLikeOneOfTheMessageItself() {
		answers(aResponse().withBody("{\"messageId\":\"msg_1\",\"deduplicated\":true}"));
		QStashMessage identified = template(policy().build()).identified(MESSAGE);
		assertThat(publish(identified)).isEqualTo(new PublishReceipt("msg_1", null, true, false));
	}

	@Test
	void messageThatNeedsNoGeneratedIdIsIdentifiedAsItIs() {
		QStashMessage own = MESSAGE.toBuilder().deduplicationId("order-17").build();
		QStashMessage byContent = MESSAGE.toBuilder().contentBasedDeduplication(true).build();
		assertThat(this.template.identified(own)).isSameAs(own);
		assertThat(this.template.identified(byContent)).isSameAs(byContent);
		assertThat(template(policy().generateDeduplicationIds(false).build()).identified(MESSAGE)).isSameAs(MESSAGE);
		assertThat(template(QStashRetryPolicy.none()).identified(MESSAGE)).isSameAs(MESSAGE);
	}

	@Test
	void messageThatCustomizerMakesRecognisableIsIdentifiedAsItIs() {
		answers(ok());
		QStashTemplate template = QStashTemplate.builder()
			.url(server.baseUrl())
			.token("the-token")
			.customizers(List.of((message, defaults) -> defaults.deduplicationId("by-customizer")))
			.build();
		assertThat(template.identified(MESSAGE)).isSameAs(MESSAGE);
		template.publish(template.identified(MESSAGE)).block(LIMIT);
		assertThat(deduplicationIds()).containsExactly("by-customizer");
	}

	@Test
	void contentBasedDeduplicationNeedsNoId() {
		answers(aResponse().withStatus(500), ok());
		publish(MESSAGE.toBuilder().contentBasedDeduplication(true).build());
		assertThat(deduplicationIds()).hasSize(2).containsOnlyNulls();
	}

	@Test
	void withoutRetriesExactlyOneAttemptIsMadeWithoutAnId() {
		answers(aResponse().withStatus(500), ok());
		assertThatExceptionOfType(QStashApiException.class)
			.isThrownBy(() -> template(QStashRetryPolicy.none()).publish(MESSAGE).block(LIMIT));
		assertThat(deduplicationIds()).hasSize(1).containsOnlyNulls();
	}

	@Test
	void messageThatCannotBeRecognisedIsSentOnce() {
		answers(aResponse().withStatus(500), ok());
		QStashTemplate template = template(policy().generateDeduplicationIds(false).build());
		assertThatExceptionOfType(QStashApiException.class).isThrownBy(() -> template.publish(MESSAGE).block(LIMIT));
		assertThatExceptionOfType(QStashApiException.class).isThrownBy(() -> {
			server.resetScenarios();
			template.batch(List.of(MESSAGE, MESSAGE.toBuilder().deduplicationId("a").build())).block(LIMIT);
		});
		assertThat(requests()).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403, 404, 412, 413 })
	void refusalIsFinal(int status) {
		answers(aResponse().withStatus(status), ok());
		assertThatExceptionOfType(QStashApiException.class)
			.isThrownBy(() -> this.template.publish(MESSAGE).block(LIMIT))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(status));
		assertThat(requests()).hasSize(1);
	}

	@Test
	void lastFailureIsWhatTheCallerGets() {
		answers(aResponse().withStatus(500).withBody("{\"error\":\"the reason\"}"));
		assertThatExceptionOfType(QStashApiException.class)
			.isThrownBy(() -> this.template.publish(MESSAGE).block(LIMIT))
			.withMessage("QStash answered 500 to publish: the reason");
		assertThat(requests()).hasSize(4);
	}

	@Test
	void namedTimeWithinTheBoundIsWaitedFor() {
		answers(aResponse().withStatus(503).withHeader("Retry-After", "0"), aResponse().withStatus(429)
			.withHeader("Burst-RateLimit-Reset", Long.toString(Instant.now().getEpochSecond() - 1)), ok());
		assertThat(publish(MESSAGE).messageId()).isEqualTo("msg_1");
		assertThat(requests()).hasSize(3);
	}

	@Test
	void namedTimeBeyondTheBoundFailsAtOnce() {
		String tomorrow = Long.toString(Instant.now().plus(Duration.ofDays(1)).getEpochSecond());
		answers(aResponse().withStatus(429)
			.withHeader("RateLimit-Limit", "1000")
			.withHeader("RateLimit-Reset", tomorrow), ok());
		assertThatExceptionOfType(QStashRateLimitException.class)
			.isThrownBy(() -> this.template.publish(MESSAGE).block(LIMIT))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(QStashRateLimitException.Kind.DAILY));
		server.resetAll();
		answers(aResponse().withStatus(503).withHeader("Retry-After", "3600"), ok());
		assertThatExceptionOfType(QStashApiException.class)
			.isThrownBy(() -> this.template.publish(MESSAGE).block(LIMIT))
			.satisfies((ex) -> assertThat(ex.retryAfter()).isEqualTo(Duration.ofHours(1)));
		assertThat(requests()).hasSize(1);
	}

	@Test
	void namedTimeMayBeADate() {
		answers(aResponse().withStatus(503).withHeader("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"), ok());
		assertThat(publish(MESSAGE).messageId()).isEqualTo("msg_1");
		assertThat(requests()).hasSize(2);
		server.resetAll();
		answers(aResponse().withStatus(503)
			.withHeader("Retry-After", DateTimeFormatter.RFC_1123_DATE_TIME
				.format(Instant.now().plus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC))));
		assertThatExceptionOfType(QStashApiException.class)
			.isThrownBy(() -> this.template.publish(MESSAGE).block(LIMIT))
			.satisfies((ex) -> assertThat(ex.retryAfter()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1)));
		assertThat(requests()).hasSize(1);
	}

	@Test
	void batchKeepsTheIdOfEachMessage() {
		answers(aResponse().withStatus(500), aResponse().withBody("""
				[{"messageId":"msg_1","deduplicated":true},
				 [{"messageId":"msg_2","url":"https://a","deduplicated":true},{"messageId":"msg_3","url":"https://b"}],
				 {"error":"quota"},
				 {"messageId":"msg_4","deduplicated":true}]"""));
		List<BatchResult> results = this.template.batch(List.of(MESSAGE, QStashMessage.to("my-group").build(), MESSAGE,
				MESSAGE.toBuilder().deduplicationId("own").build()))
			.block(LIMIT);
		assertThat(results).containsExactly(accepted(new PublishReceipt("msg_1", null, false, true)),
				accepted(new PublishReceipt("msg_2", "https://a", false, true),
						new PublishReceipt("msg_3", "https://b", false, false)),
				new BatchResult.Rejected("quota"), accepted(new PublishReceipt("msg_4", null, true, false)));
		List<String> first = batchIds(requests().get(0));
		assertThat(first).hasSize(4).doesNotHaveDuplicates().contains("own");
		assertThat(batchIds(requests().get(1))).isEqualTo(first);
	}

	private PublishReceipt publish(QStashMessage message) {
		return Objects.requireNonNull(this.template.publish(message).block(LIMIT)).receipts().get(0);
	}

	private static QStashRetryPolicy.Builder policy() {
		return QStashRetryPolicy.builder().maxRetries(3).firstBackoff(Duration.ofMillis(2));
	}

	private static QStashTemplate template(QStashRetryPolicy policy) {
		return QStashTemplate.builder().url(server.baseUrl()).token("the-token").retryPolicy(policy).build();
	}

	private static ResponseDefinitionBuilder ok() {
		return aResponse().withBody("{\"messageId\":\"msg_1\"}");
	}

	private static BatchResult accepted(PublishReceipt... receipts) {
		return new BatchResult.Accepted(new PublishResponse(List.of(receipts)));
	}

	/** Answers one after the other; the last one stays. */
	private static void answers(ResponseDefinitionBuilder... answers) {
		for (int i = 0; i < answers.length; i++) {
			String state = (i == 0) ? Scenario.STARTED : "answer " + i;
			String next = (i + 1 < answers.length) ? "answer " + (i + 1) : state;
			server.stubFor(post(anyUrl()).inScenario("answers")
				.whenScenarioStateIs(state)
				.willSetStateTo(next)
				.willReturn(answers[i]));
		}
	}

	private static List<LoggedRequest> requests() {
		return server.findAll(anyRequestedFor(anyUrl()));
	}

	private static List<String> deduplicationIds() {
		return requests().stream().map((request) -> request.getHeader("Upstash-Deduplication-Id")).toList();
	}

	private static List<String> batchIds(LoggedRequest request) {
		return JsonMapper.shared()
			.readTree(request.getBody())
			.valueStream()
			.map((JsonNode item) -> item.path("headers").path("Upstash-Deduplication-Id").asString())
			.toList();
	}

}
