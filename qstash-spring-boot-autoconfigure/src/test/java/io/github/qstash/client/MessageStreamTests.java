package io.github.qstash.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link QStashTemplate#publishAll}.
 */
class MessageStreamTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final String URL = "https://example.com";

	/** The bodies that each call carried. */
	private final List<List<String>> calls = new CopyOnWriteArrayList<>();

	private final AtomicInteger underWay = new AtomicInteger();

	private final AtomicInteger mostUnderWay = new AtomicInteger();

	private volatile Function<List<String>, Mono<Integer>> status = (bodies) -> Mono.just(200);

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.handle(this::answer)
		.bindNow(LIMIT);

	@AfterEach
	void stop() {
		this.server.disposeNow(LIMIT);
	}

	@Test
	void resultsComeInTheOrderOfTheMessages() {
		int count = 1050;
		// later calls are answered earlier
		this.status = (bodies) -> Mono.delay(Duration.ofMillis(40 - (Integer.parseInt(bodies.get(0)) / 100) % 4 * 10))
			.thenReturn(200);
		List<BatchResult> results = publishAll(settings().maxMessages(100),
				Flux.range(0, count).map((i) -> message(i)));
		assertThat(results).extracting(MessageStreamTests::messageId)
			.isEqualTo(IntStream.range(0, count).mapToObj((i) -> "msg_" + i).toList());
		assertThat(this.calls).hasSize(11).allSatisfy((bodies) -> assertThat(bodies).hasSizeLessThanOrEqualTo(100));
	}

	@Test
	void callsUnderWayAreBounded() {
		Sinks.Empty<Void> three = Sinks.empty();
		this.status = (bodies) -> {
			if (this.calls.size() == 3) {
				three.tryEmitEmpty();
			}
			// a fourth one would come meanwhile
			return three.asMono().then(Mono.delay(Duration.ofMillis(5))).thenReturn(200);
		};
		publishAll(settings().maxMessages(10).concurrency(3), Flux.range(0, 300).map((i) -> message(i)));
		assertThat(this.mostUnderWay).hasValue(3);
	}

	@Test
	void batchEndsWhereItWouldBeTooLarge() {
		String body = "x".repeat(1000);
		publishAll(settings().maxBytes(5000), Flux.range(0, 20).map((i) -> QStashMessage.to(URL).body(body).build()));
		assertThat(this.calls).hasSize(5).allSatisfy((bodies) -> assertThat(bodies).hasSize(4));
	}

	@Test
	void messageThatIsTooLargeForABatchHasOneOfItsOwn() {
		publishAll(settings().maxBytes(5000),
				Flux.just(message(1), QStashMessage.to(URL).body("2".repeat(9000)).build(), message(3)));
		assertThat(this.calls).hasSize(3);
	}

	@Test
	void messageDoesNotWaitForOthersForEver() {
		Sinks.Many<QStashMessage> source = Sinks.many().unicast().onBackpressureBuffer();
		StepVerifier.create(template(settings().maxWait(Duration.ofMillis(20)).build()).publishAll(source.asFlux()))
			.then(() -> source.tryEmitNext(message(1)))
			.expectNextMatches((result) -> messageId(result).equals("msg_1"))
			.then(() -> source.tryEmitNext(message(2)))
			.expectNextMatches((result) -> messageId(result).equals("msg_2"))
			.then(source::tryEmitComplete)
			.expectComplete()
			.verify(LIMIT);
	}

	@Test
	void sourceIsAskedForNoMoreThanTheCallsNeed() {
		this.status = (bodies) -> Mono.never();
		AtomicLong requested = new AtomicLong();
		Flux<QStashMessage> endless = Flux.<QStashMessage, Integer>generate(() -> 0, (i, sink) -> {
			sink.next(message(i));
			return i + 1;
		}).doOnRequest(requested::addAndGet);
		Disposable stream = template(settings().maxMessages(10).concurrency(2).build()).publishAll(endless).subscribe();
		Awaitility.await().atMost(LIMIT).until(() -> this.calls.size() == 2);
		stream.dispose();
		assertThat(requested.get()).isBetween(20L, 31L);
		assertThat(this.calls).hasSize(2);
	}

	@Test
	void sourceIsAskedForNoMoreBytesThanTheCallsNeed() {
		this.status = (bodies) -> Mono.never();
		AtomicLong requested = new AtomicLong();
		QStashMessage large = QStashMessage.to(URL).body("x".repeat(100_000)).build();
		Disposable stream = template(settings().maxBytes(150_000).concurrency(2).build())
			.publishAll(Flux.<QStashMessage>generate((sink) -> sink.next(large)).doOnRequest(requested::addAndGet))
			.subscribe();
		Awaitility.await().atMost(LIMIT).until(() -> this.calls.size() == 2);
		stream.dispose();
		assertThat(requested.get()).isBetween(2L, 4L);
	}

	@Test
	void failedCallFailsOnlyItsMessages() {
		this.status = (bodies) -> Mono.just(bodies.contains("15") ? 500 : 200);
		List<BatchResult> results = publishAll(settings().maxMessages(10), Flux.range(0, 30).map((i) -> message(i)));
		assertThat(results.subList(0, 10)).allMatch(BatchResult::accepted);
		assertThat(results.subList(10, 20)).allSatisfy((result) -> assertThat(result)
			.isInstanceOfSatisfying(BatchResult.Failed.class, (failed) -> assertThat(failed.failure())
				.isInstanceOfSatisfying(QStashApiException.class, (ex) -> assertThat(ex.status()).isEqualTo(500))));
		assertThat(results.subList(20, 30)).allMatch(BatchResult::accepted);
	}

	@Test
	void failFastEndsWithTheFirstFailedCall() {
		this.status = (bodies) -> Mono.just(bodies.contains("15") ? 500 : 200);
		StepVerifier
			.create(template(settings().maxMessages(10).concurrency(1).failFast(true).build())
				.publishAll(Flux.range(0, 30).map((i) -> message(i))))
			.expectNextCount(10)
			.expectError(QStashApiException.class)
			.verify(LIMIT);
		assertThat(this.calls).hasSize(2);
	}

	@Test
	void failFastKeepsTheResultsOfTheCallsBefore() {
		Sinks.Empty<Void> slow = Sinks.empty();
		this.status = (bodies) -> bodies.contains("15") ? Mono.just(500).doFinally((signal) -> slow.tryEmitEmpty())
				: slow.asMono().thenReturn(200);
		StepVerifier
			.create(template(settings().maxMessages(10).concurrency(4).failFast(true).build())
				.publishAll(Flux.range(0, 30).map((i) -> message(i))))
			.expectNextCount(10)
			.expectError(QStashApiException.class)
			.verify(LIMIT);
	}

	@Test
	void messagesOfAQueueAreBroughtOneCallAfterTheOther() {
		this.status = (bodies) -> Mono.delay(Duration.ofMillis(2)).thenReturn(200);
		publishAll(settings().maxMessages(5),
				Flux.range(0, 50).map((i) -> message(i).toBuilder().queue((i % 2 == 0) ? "even" : "odd").build()));
		assertThat(this.mostUnderWay).hasValue(1);
		assertThat(this.calls).flatMap((bodies) -> bodies)
			.isEqualTo(IntStream.range(0, 50).mapToObj(Integer::toString).toList());
	}

	@Test
	void failedCallDoesNotHoldUpItsQueue() {
		this.status = (bodies) -> Mono.just(bodies.contains("1") ? 500 : 200);
		List<BatchResult> results = publishAll(settings().maxMessages(1),
				Flux.range(0, 3).map((i) -> message(i).toBuilder().queue("q").build()));
		assertThat(results).extracting(BatchResult::accepted).containsExactly(true, false, true);
	}

	@Test
	void messageThatACustomizerFailsForIsARejectedResultInItsPlace() {
		QStashTemplate template = builder(settings().build()).customizers(List.of((message, defaults) -> {
			if ("2".equals(message.body())) {
				throw new IllegalStateException("a secret");
			}
		})).build();
		List<BatchResult> results = template.publishAll(Flux.just(message(1), message(2), message(3)))
			.collectList()
			.block(LIMIT);
		assertThat(results).extracting(BatchResult::accepted).containsExactly(true, false, true);
		assertThat(results.get(1))
			.isEqualTo(new BatchResult.Rejected("could not be prepared: java.lang.IllegalStateException"));
	}

	@Test
	void messageThatCannotBeSentIsARejectedResultInItsPlace() {
		List<BatchResult> results = publishAll(settings(),
				Flux.just(message(1), QStashMessage.to("/no-public-url").build(), message(3)));
		assertThat(results).extracting(BatchResult::accepted).containsExactly(true, false, true);
		assertThat(((BatchResult.Rejected) results.get(1)).error()).contains("qstash.public-url");
		StepVerifier
			.create(template(settings().failFast(true).build())
				.publishAll(Flux.just(QStashMessage.to("/no-public-url").build())))
			.expectError(InvalidMessageException.class)
			.verify(LIMIT);
	}

	@Test
	void binaryBodyIsPublishedByItselfInItsPlace() {
		List<BatchResult> results = publishAll(settings(),
				Flux.just(message(1), QStashMessage.to(URL).body(new byte[] { (byte) 0xff }).build(), message(3)));
		assertThat(results).extracting(MessageStreamTests::messageId).containsExactly("msg_1", "msg_single", "msg_3");
	}

	@Test
	void errorOfTheSourceComesAfterTheResultsBeforeIt() {
		StepVerifier
			.create(template(settings().build()).publishAll(
					Flux.concat(Flux.just(message(1), message(2)), Flux.error(new IllegalStateException("end")))))
			.expectNextCount(2)
			.expectErrorMessage("end")
			.verify(LIMIT);
	}

	@Test
	void cancellingStopsTheSource() {
		TestPublisher<QStashMessage> source = TestPublisher.create();
		StepVerifier.create(template(settings().maxMessages(1).build()).publishAll(source))
			.then(() -> source.next(message(1)))
			.expectNextCount(1)
			.thenCancel()
			.verify(LIMIT);
		source.assertCancelled();
	}

	@Test
	void emptyStreamMakesNoCall() {
		assertThat(publishAll(settings(), Flux.empty())).isEmpty();
		assertThat(this.calls).isEmpty();
	}

	@Test
	void wrongSettingsAreRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> QStashBatchSettings.builder().concurrency(0))
			.withMessage("'concurrency' must be greater than 0 but was 0");
		assertThatIllegalArgumentException().isThrownBy(() -> QStashBatchSettings.builder().maxWait(Duration.ZERO))
			.withMessageStartingWith("'maxWait'");
	}

	private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		return request.receive().aggregate().asByteArray().flatMap((body) -> {
			if (!request.uri().equals("/v2/batch")) {
				return response.sendString(Mono.just("{\"messageId\":\"msg_single\"}")).then();
			}
			List<String> bodies = new ArrayList<>();
			JsonMapper.shared().readTree(body).forEach((JsonNode item) -> bodies.add(item.path("body").asString()));
			this.calls.add(bodies);
			int running = this.underWay.incrementAndGet();
			this.mostUnderWay.accumulateAndGet(running, Math::max);
			return this.status.apply(bodies).flatMap((status) -> {
				this.underWay.decrementAndGet();
				String receipts = String.join(",",
						bodies.stream().map((text) -> "{\"messageId\":\"msg_" + text + "\"}").toList());
				return response.status(status).sendString(Mono.just("[" + receipts + "]")).then();
			});
		});
	}

	private List<BatchResult> publishAll(QStashBatchSettings.Builder settings, Flux<QStashMessage> messages) {
		return template(settings.build()).publishAll(messages).collectList().block(LIMIT);
	}

	private QStashTemplate template(QStashBatchSettings settings) {
		return builder(settings).build();
	}

	private QStashTemplate.Builder builder(QStashBatchSettings settings) {
		return QStashTemplate.builder()
			.url("http://127.0.0.1:" + this.server.port())
			.token("the-token")
			.retryPolicy(QStashRetryPolicy.none())
			.batchSettings(settings);
	}

	// no pause of the machine ends a batch
	private static QStashBatchSettings.Builder settings() {
		return QStashBatchSettings.builder().maxWait(Duration.ofDays(1));
	}

	private static QStashMessage message(int number) {
		return QStashMessage.to(URL).body(Integer.toString(number)).build();
	}

	private static String messageId(BatchResult result) {
		return ((BatchResult.Accepted) result).response().messageId();
	}

}
