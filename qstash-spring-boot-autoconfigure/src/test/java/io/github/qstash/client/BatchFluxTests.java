package io.github.qstash.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BatchFlux}.
 */
class BatchFluxTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final TestPublisher<Integer> source = TestPublisher.create();

	private final AtomicLong asked = new AtomicLong();

	@Test
	void batchesAreBoundedByNumber() {
		assertThat(batches(3, 1000, Flux.range(1, 7))).containsExactly(List.of(1, 2, 3), List.of(4, 5, 6), List.of(7));
	}

	@Test
	void batchesAreBoundedBySize() {
		assertThat(batches(100, 10, Flux.just(4, 6, 1, 9, 5, 6, 10, 1))).containsExactly(List.of(4, 6), List.of(1, 9),
				List.of(5), List.of(6), List.of(10), List.of(1));
	}

	@Test
	void itemLargerThanABatchHasOneOfItsOwnInItsPlace() {
		assertThat(batches(100, 10, Flux.just(1, 11, 2, 3, 99, 98))).containsExactly(List.of(1), List.of(11),
				List.of(2, 3), List.of(99), List.of(98));
	}

	@Test
	void sizesDoNotOverflow() {
		assertThat(
				new BatchFlux<>(Flux.just(1, 2, 3), settings(100, 10).build(), (item) -> BatchFlux.ALONE).collectList()
					.block(LIMIT))
			.containsExactly(List.of(1), List.of(2), List.of(3));
	}

	@Test
	void oneBatchAndWhatDidNotFitIsAllThatIsHeld() {
		StepVerifier.create(batching(100, 10, counted(Flux.just(4, 4, 4, 4, 4, 4, 4, 4))), 0)
			.expectSubscription()
			.then(() -> assertThat(this.asked).hasValue(0))
			.thenRequest(1)
			.expectNext(List.of(4, 4))
			.then(() -> assertThat(this.asked).hasValue(5))
			.thenRequest(1)
			.expectNext(List.of(4, 4))
			.then(() -> assertThat(this.asked).hasValue(7))
			.thenCancel()
			.verify(LIMIT);
	}

	@Test
	void itemWaitsForOthersNoLongerThanItMay() {
		StepVerifier.withVirtualTime(() -> timed(100, 1000, this.source.flux()))
			.expectSubscription()
			.then(() -> this.source.next(1))
			.expectNoEvent(Duration.ofMillis(40))
			.then(() -> this.source.next(2))
			.expectNoEvent(Duration.ofMillis(9))
			.thenAwait(Duration.ofMillis(1))
			.expectNext(List.of(1, 2))
			.expectNoEvent(Duration.ofMinutes(1))
			.then(() -> this.source.next(3))
			.thenAwait(Duration.ofMillis(50))
			.expectNext(List.of(3))
			.thenCancel()
			.verify(LIMIT);
	}

	@Test
	void timeOfABatchThatWasTakenDoesNotEndTheNext() {
		StepVerifier.withVirtualTime(() -> timed(2, 1000, this.source.flux()))
			.expectSubscription()
			.then(() -> this.source.next(1))
			.thenAwait(Duration.ofMillis(40))
			.then(() -> this.source.next(2).next(3))
			.expectNext(List.of(1, 2))
			.expectNoEvent(Duration.ofMillis(49))
			.thenAwait(Duration.ofMillis(1))
			.expectNext(List.of(3))
			.thenCancel()
			.verify(LIMIT);
	}

	@Test
	void batchThatNobodyTakesGoesOnFilling() {
		StepVerifier.withVirtualTime(() -> timed(3, 1000, this.source.flux()), 0)
			.expectSubscription()
			.thenRequest(1)
			.then(() -> this.source.next(1, 2, 3, 4))
			.expectNext(List.of(1, 2, 3))
			.thenAwait(Duration.ofSeconds(1))
			.then(() -> this.source.next(5))
			.thenRequest(1)
			.expectNext(List.of(4, 5))
			.thenCancel()
			.verify(LIMIT);
	}

	@Test
	void errorComesAfterTheBatchBefore() {
		StepVerifier
			.create(batching(3, 1000, Flux.concat(Flux.just(1, 2), Flux.error(new IllegalStateException("end")))))
			.expectNext(List.of(1, 2))
			.expectErrorMessage("end")
			.verify(LIMIT);
	}

	@Test
	void cancellingReachesTheSource() {
		StepVerifier.create(batching(3, 1000, this.source.flux()))
			.then(() -> this.source.next(1))
			.thenCancel()
			.verify(LIMIT);
		this.source.assertCancelled();
	}

	@Test
	void itemIsNotHeldUpByASourceThatBlocks() throws InterruptedException {
		BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
		Flux<Integer> blocking = Flux.<Integer>generate((sink) -> {
			try {
				sink.next(queue.take());
			}
			catch (InterruptedException ex) {
				sink.complete();
			}
		}).subscribeOn(Schedulers.boundedElastic());
		BlockingQueue<List<Integer>> batches = new LinkedBlockingQueue<>();
		Disposable taking = timed(100, 1000, blocking).subscribe(batches::add);
		queue.add(1);
		assertThat(batches.poll(10, TimeUnit.SECONDS)).containsExactly(1);
		queue.add(2);
		assertThat(batches.poll(10, TimeUnit.SECONDS)).containsExactly(2);
		taking.dispose();
	}

	@Test
	void sourceThatSendsMoreThanItWasAskedForIsAnErrorAfterTheBatchBefore() {
		TestPublisher<Integer> careless = TestPublisher.createNoncompliant(TestPublisher.Violation.REQUEST_OVERFLOW);
		StepVerifier.create(batching(3, 1000, careless.flux()).doOnNext((batch) -> {
			if (batch.contains(1)) {
				careless.next(4, 5, 6, 7, 8, 9);
			}
		}))
			.then(() -> careless.next(1, 2, 3))
			.expectNext(List.of(1, 2, 3))
			.thenConsumeWhile((batch) -> true)
			.expectErrorMatches(Exceptions::isOverflow)
			.verify(LIMIT);
		careless.assertCancelled();
	}

	@Test
	void emptySourceGivesNoBatch() {
		assertThat(batches(3, 10, Flux.empty())).isEmpty();
	}

	@Test
	void nothingIsLostDoubledOrMovedWhenSourceTimerAndSubscriberMeet() {
		int count = 200_000;
		Flux<Integer> restless = Flux.range(0, count).publishOn(Schedulers.boundedElastic(), 16).doOnNext((item) -> {
			if (item % 500 == 0) {
				Thread.yield();
			}
		});
		List<Integer> items = new ArrayList<>();
		QStashBatchSettings settings = QStashBatchSettings.builder()
			.maxMessages(7)
			.maxBytes(20)
			.maxWait(Duration.ofNanos(20_000))
			.build();
		new BatchFlux<>(restless, settings, (item) -> ThreadLocalRandom.current().nextInt(8))
			.publishOn(Schedulers.parallel(), 2)
			.doOnNext(items::addAll)
			.blockLast(LIMIT);
		assertThat(items).isEqualTo(IntStream.range(0, count).boxed().toList());
	}

	private List<List<Integer>> batches(int maxMessages, long maxBytes, Flux<Integer> items) {
		return batching(maxMessages, maxBytes, items).collectList().block(LIMIT);
	}

	// the size of each item is the item itself
	private static Flux<List<Integer>> batching(int maxMessages, long maxBytes, Flux<Integer> items) {
		return batching(settings(maxMessages, maxBytes).build(), items);
	}

	private static Flux<List<Integer>> timed(int maxMessages, long maxBytes, Flux<Integer> items) {
		return batching(settings(maxMessages, maxBytes).maxWait(Duration.ofMillis(50)).build(), items);
	}

	private static Flux<List<Integer>> batching(QStashBatchSettings settings, Flux<Integer> items) {
		return new BatchFlux<>(items, settings, Integer::longValue);
	}

	// no pause of the machine ends a batch
	private static QStashBatchSettings.Builder settings(int maxMessages, long maxBytes) {
		return QStashBatchSettings.builder().maxMessages(maxMessages).maxBytes(maxBytes).maxWait(Duration.ofDays(1));
	}

	private Flux<Integer> counted(Flux<Integer> items) {
		return items.doOnRequest(this.asked::addAndGet);
	}

}
