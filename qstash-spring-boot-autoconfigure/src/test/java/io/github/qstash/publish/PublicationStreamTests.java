package io.github.qstash.publish;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.qstash.annotation.PublishFailurePolicy;
import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.client.BatchResult;
import io.github.qstash.client.PublishResponse;
import io.github.qstash.client.QStashTransportException;
import io.github.qstash.message.QStashMessage;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the values of a {@link Flux} that are published in batches.
 */
class PublicationStreamTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final RecordingOperations operations = new RecordingOperations();

	private final RecordingFailureHandler handler = new RecordingFailureHandler();

	private final List<QStashPublishFailure> failures = this.handler.failures();

	private final Shop shop = shop(this.operations);

	@Test
	void whenNoValueOfEndlessFluxHasMessageThenSubscriberGetsWhatItAsksForAndSourceIsNotReadAhead() {
		AtomicInteger read = new AtomicInteger();
		Flux<String> endless = Flux.generate((sink) -> sink.next("no " + read.incrementAndGet()));
		StepVerifier.create(this.shop.conditional(endless), 50)
			.expectNext("no 1", "no 2")
			.expectNextCount(48)
			.thenCancel()
			.verify(LIMIT);
		assertThat(read).hasValueLessThan(150);
		assertThat(this.operations.messages()).isEmpty();
	}

	@Test
	void whenSubscriberAsksForNothingThenValuesWithoutMessageAreNotCollected() {
		AtomicInteger read = new AtomicInteger();
		Flux<String> endless = Flux.generate((sink) -> sink.next("no " + read.incrementAndGet()));
		StepVerifier.create(this.shop.conditional(endless), 0).expectSubscription().thenCancel().verify(LIMIT);
		assertThat(read).hasValueLessThan(100);
	}

	@Test
	void whenValueHasNoMessageThenSubscriberGetsItBeforeTheNextOne() {
		Sinks.Many<String> source = Sinks.many().unicast().onBackpressureBuffer();
		StepVerifier.create(this.shop.conditional(source.asFlux()))
			.then(() -> source.tryEmitNext("no 1"))
			.expectNext("no 1")
			.then(source::tryEmitComplete)
			.expectComplete()
			.verify(LIMIT);
	}

	@Test
	void whenSomeValuesHaveNoMessageThenAllKeepTheirOrder() {
		List<String> values = Flux.range(1, 500).map((i) -> ((i % 3 == 0) ? "yes " : "no ") + i).collectList().block();
		StepVerifier.create(this.shop.conditional(Flux.fromIterable(values)).collectList())
			.expectNext(values)
			.expectComplete()
			.verify(LIMIT);
		assertThat(this.operations.messages()).hasSize(166);
	}

	@Test
	void whenBatchesFailFastThenHandlerSeesWhatWasNotAcceptedAndSubscriberIsToldThatTheRestIsMissing() {
		Shop failing = shop(new FailFastOperations());
		StepVerifier.create(failing.placeEach(Flux.just("a", "b", "bad", "d", "e", "f")))
			.expectNext("a", "b", "bad", "d")
			.expectError(QStashTransportException.class)
			.verify(LIMIT);
		assertThat(this.failures).extracting(QStashPublishFailure::result).containsExactly("bad", "d");
		assertThat(this.failures).allSatisfy((failure) -> {
			assertThat(failure.messages()).hasSize(1);
			assertThat(failure.cause()).isInstanceOf(QStashTransportException.class);
		});
	}

	@Test
	void whenBatchesFailFastAndPropagateThenSubscriberGetsTheFailure() {
		Shop failing = shop(new FailFastOperations());
		StepVerifier.create(failing.propagating(Flux.just("a", "b", "bad", "d")))
			.expectNext("a", "b")
			.expectError(QStashTransportException.class)
			.verify(LIMIT);
	}

	@Test
	void whenSplitFailsFastThenHandlerSeesOnlyWhatWasNotAccepted() {
		Shop failing = shop(new FailFastOperations());
		failing.placeAll(List.of("a", "b", "bad", "d"));
		assertThat(this.failures).singleElement()
			.satisfies((failure) -> assertThat(failure.messages()).extracting(QStashMessage::body)
				.containsExactly("bad", "d"));
	}

	@Test
	void whenSplitFailsFastAndPropagatesThenCallerGetsTheFailure() {
		Shop failing = shop(new FailFastOperations());
		assertThatExceptionOfType(QStashTransportException.class)
			.isThrownBy(() -> failing.splitPropagating(List.of("a", "bad")));
	}

	private Shop shop(RecordingOperations operations) {
		return new Advised(operations, Map.of()).bean("handler", this.handler).classProxy(new Shop());
	}

	/** Ends with the first batch that fails, as a template that is set to fail fast. */
	private static final class FailFastOperations extends RecordingOperations {

		@Override
		public Flux<BatchResult> publishAll(Publisher<QStashMessage> messages) {
			return Flux.from(messages).buffer(2).concatMap((batch) -> {
				if (batch.stream().anyMatch((message) -> "bad".equals(message.body()))) {
					return Flux.error(new QStashTransportException("no answer", null));
				}
				return Flux.fromIterable(batch)
					.map((message) -> new BatchResult.Accepted(new PublishResponse(List.of())));
			}, 0);
		}

	}

	static class Shop extends HandledShop {

		@QStashPublish(destination = "/a", batch = true, condition = "#{#result.startsWith('yes')}")
		Flux<String> conditional(Flux<String> items) {
			return items;
		}

		@QStashPublish(destination = "/a", batch = true, onFailure = PublishFailurePolicy.PROPAGATE)
		Flux<String> propagating(Flux<String> items) {
			return items;
		}

		@QStashPublish(destination = "/a", split = true)
		List<String> splitPropagating(List<String> items) {
			return items;
		}

	}

}
