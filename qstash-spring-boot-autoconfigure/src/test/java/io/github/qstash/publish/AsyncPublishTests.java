package io.github.qstash.publish;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.qstash.annotation.PublishFailurePolicy;
import io.github.qstash.annotation.PublishMode;
import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.client.PublishResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for methods whose messages are handed over.
 */
class AsyncPublishTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final RecordingOperations operations = new RecordingOperations();

	private final List<QStashPublishFailure> failures = new CopyOnWriteArrayList<>();

	private final QStashPublishExecutor executor = new QStashPublishExecutor(1, 1, LIMIT);

	private final Shop shop = new Advised(this.operations, Map.of()).bean("executor", this.executor)
		.bean("handler", (QStashPublishFailureHandler) (failure) -> Mono.fromRunnable(() -> this.failures.add(failure)))
		.classProxy(new Shop());

	@AfterEach
	void stop() {
		this.executor.stop();
	}

	@Test
	void whenMessageIsHandedOverThenCallerGoesOn() {
		Sinks.One<PublishResponse> answer = Sinks.one();
		this.operations.answerWith(answer.asMono());
		assertThat(this.shop.place("book")).isEqualTo("book");
		answer.tryEmitEmpty();
		this.executor.stop();
		assertThat(this.operations.bodies()).containsExactly("book");
	}

	@Test
	void whenApplicationStopsThenWhatWasHandedOverIsPublished() {
		this.operations.answerWith(Mono.<PublishResponse>empty().delaySubscription(Duration.ofMillis(50)));
		this.shop.place("first");
		this.shop.place("second");
		this.executor.stop();
		assertThat(this.operations.bodies()).containsExactly("first", "second");
		assertThat(this.executor.isRunning()).isFalse();
	}

	@Test
	void whenThereIsNoRoomThenCallerPublishesItself() throws InterruptedException {
		CountDownLatch busy = occupy();
		Thread caller = Thread.currentThread();
		this.operations.answerWith(Mono.fromRunnable(() -> assertThat(Thread.currentThread()).isSameAs(caller)));
		this.shop.place("by the caller");
		busy.countDown();
		assertThat(this.operations.bodies()).contains("by the caller");
		assertThat(this.failures).isEmpty();
	}

	@Test
	void whenThereIsNoRoomOnNonBlockingThreadThenItIsAFailure() throws InterruptedException {
		CountDownLatch busy = occupy();
		StepVerifier.create(Mono.fromCallable(() -> this.shop.place("late")).subscribeOn(Schedulers.parallel()))
			.expectNext("late")
			.expectComplete()
			.verify(LIMIT);
		busy.countDown();
		assertThat(this.failures).singleElement().satisfies((failure) -> {
			assertThat(failure.result()).isEqualTo("late");
			assertThat(failure.messages()).hasSize(1);
			assertThat(failure.cause()).hasMessageContaining("There is no room")
				.hasMessageContaining("'qstash.publish.aspect.async.queue-capacity'");
		});
	}

	@Test
	void whenCalledOnNonBlockingThreadThenMessageIsHandedOver() {
		StepVerifier.create(Mono.fromCallable(() -> this.shop.place("book")).subscribeOn(Schedulers.parallel()))
			.expectNext("book")
			.expectComplete()
			.verify(LIMIT);
		Awaitility.await().atMost(LIMIT).until(() -> this.operations.bodies().equals(List.of("book")));
	}

	@Test
	void whenPublishFailsThenHandlerIsCalledForDefaultPolicyAndForHandler() {
		this.operations.answerWith(Mono.error(new IllegalArgumentException("refused")));
		this.shop.place("default");
		this.shop.placeHandled("handled");
		this.executor.stop();
		assertThat(this.failures).extracting(QStashPublishFailure::result).containsExactly("default", "handled");
	}

	@Test
	void whenMethodThrowsThenNothingIsHandedOver() {
		Mono<String> call = Mono.fromCallable(() -> this.shop.place(null));
		StepVerifier.create(call).expectError(NullPointerException.class).verify(LIMIT);
		this.executor.stop();
		assertThat(this.operations.messages()).isEmpty();
	}

	// the only thread is busy, and another message is waiting for it
	private CountDownLatch occupy() throws InterruptedException {
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch busy = new CountDownLatch(1);
		this.executor.execute(() -> {
			started.countDown();
			try {
				busy.await(5, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
		this.executor.execute(() -> {
		});
		return busy;
	}

	static class Shop {

		@QStashPublish(destination = "/a", mode = PublishMode.ASYNC)
		String place(String item) {
			return item.toString();
		}

		@QStashPublish(destination = "/a", mode = PublishMode.ASYNC, onFailure = PublishFailurePolicy.HANDLER)
		String placeHandled(String item) {
			return item;
		}

	}

}
