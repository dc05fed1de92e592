package io.github.qstash.publish;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.github.qstash.annotation.PublishFailurePolicy;
import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.client.BatchResult;
import io.github.qstash.client.PublishResponse;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.client.QStashRetryPolicy;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.message.QStashMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * What a handler of failures publishes again is the same message for QStash, which it
 * delivers once.
 */
class RepublishTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	@RegisterExtension
	static WireMockExtension server = WireMockExtension.newInstance()
		.options(WireMockConfiguration.wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
		.build();

	private final QStashTemplate template = QStashTemplate.builder()
		.url(server.baseUrl())
		.token("the-token")
		.retryPolicy(QStashRetryPolicy.builder().maxRetries(1).firstBackoff(Duration.ofMillis(2)).build())
		.build();

	private final RecordingFailureHandler handler = new RecordingFailureHandler();

	private final List<QStashPublishFailure> failures = this.handler.failures();

	private final Shop shop = shop(this.template, LIMIT);

	@Test
	void whenAnswersAreLostThenMessageIsPublishedAgainWithTheSameId() {
		loseAnswers();
		assertThat(this.shop.place("book")).isEqualTo("book");
		publishAgain();
		assertThat(ids()).hasSize(3).doesNotContainNull().containsOnly(ids().get(0));
	}

	@Test
	void whenNobodyAnswersInTimeThenMessageIsPublishedAgainWithTheSameId() {
		server.stubFor(post(anyUrl()).willReturn(aResponse().withFixedDelay(500)));
		assertThat(shop(this.template, Duration.ofMillis(100)).place("book")).isEqualTo("book");
		publishAgain();
		assertThat(ids()).hasSizeGreaterThan(1).doesNotContainNull().containsOnly(ids().get(0));
	}

	@Test
	void whenAnswersAreLostThenMessageOfMonoIsPublishedAgainWithTheSameId() {
		loseAnswers();
		assertThat(this.shop.placeLater("book").block(LIMIT)).isEqualTo("book");
		publishAgain();
		assertThat(ids()).hasSize(3).doesNotContainNull().containsOnly(ids().get(0));
	}

	@Test
	void whenAnswersAreLostThenMessagesOfBatchArePublishedAgainWithTheSameIds() {
		loseAnswers();
		assertThat(this.shop.placeAll(List.of("a", "b"))).containsExactly("a", "b");
		assertThat(this.shop.placeEach(Flux.just("c", "d")).collectList().block(LIMIT)).containsExactly("c", "d");
		List<String> sent = server.findAll(anyRequestedFor(anyUrl()))
			.stream()
			.flatMap((request) -> JsonMapper.shared().readTree(request.getBody()).valueStream())
			.map((item) -> item.path("headers").path("Upstash-Deduplication-Id").asString())
			.distinct()
			.toList();
		server.resetAll();
		publishAgain();
		assertThat(ids()).hasSize(4).doesNotContainNull().containsExactlyElementsOf(sent);
	}

	@Test
	void whenMessageHasAnIdThenItIsPublishedAgainWithIt() {
		loseAnswers();
		this.shop.placeOnce("book");
		publishAgain();
		assertThat(ids()).hasSize(3).containsOnly("order-book");
	}

	@Test
	void whenMessageCannotBeIdentifiedThenHandlerStillGetsIt() {
		QStashOperations failing = new Unidentified();
		assertThat(shop(failing, LIMIT).place("book")).isEqualTo("book");
		assertThat(this.failures).singleElement()
			.satisfies((failure) -> assertThat(failure.cause()).hasMessage("wrong default"))
			.satisfies((failure) -> assertThat(failure.messages()).extracting(QStashMessage::body)
				.containsExactly("book"));
	}

	@Test
	void whenOperationsAreMockedThenMessageIsPublishedAsItIs() {
		QStashOperations mock = mock(QStashOperations.class);
		given(mock.publish(any(QStashMessage.class))).willReturn(Mono.just(new PublishResponse(List.of())));
		assertThat(shop(mock, LIMIT).place("book")).isEqualTo("book");
		then(mock).should().publish(any(QStashMessage.class));
		assertThat(this.failures).isEmpty();
	}

	private Shop shop(QStashOperations operations, Duration awaitTimeout) {
		return new Advised(operations, Map.of(), awaitTimeout).bean("handler", this.handler).classProxy(new Shop());
	}

	private static void loseAnswers() {
		server.stubFor(post(anyUrl()).willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));
	}

	private void publishAgain() {
		server.stubFor(post(anyUrl()).willReturn(aResponse().withBody("{\"messageId\":\"msg_1\"}")));
		assertThat(this.failures).isNotEmpty();
		this.failures.stream()
			.flatMap((failure) -> failure.messages().stream())
			.forEach((message) -> this.template.publish(message).block(LIMIT));
	}

	private static List<String> ids() {
		return server.findAll(anyRequestedFor(anyUrl()))
			.stream()
			.map((request) -> request.getHeader("Upstash-Deduplication-Id"))
			.toList();
	}

	static class Shop extends HandledShop {

		@QStashPublish(destination = "https://example.com", deduplicationId = "order-#{#result}",
				onFailure = PublishFailurePolicy.HANDLER)
		String placeOnce(String item) {
			return item;
		}

	}

	private static final class Unidentified implements QStashOperations {

		@Override
		public QStashMessage identified(QStashMessage message) {
			throw new IllegalArgumentException("wrong default");
		}

		@Override
		public Mono<PublishResponse> publish(QStashMessage message) {
			return Mono.error(new IllegalArgumentException("wrong default"));
		}

		@Override
		public Mono<List<BatchResult>> batch(Collection<QStashMessage> messages) {
			return Mono.error(new UnsupportedOperationException());
		}

		@Override
		public Flux<BatchResult> publishAll(Publisher<QStashMessage> messages) {
			return Flux.error(new UnsupportedOperationException());
		}

	}

}
