package io.github.qstash.publish;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.qstash.annotation.PublishFailurePolicy;
import io.github.qstash.annotation.PublishMode;
import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.client.PublishResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for methods whose messages are handed over.
 */
@ExtendWith(OutputCaptureExtension.class)
class AsyncPublishTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final RecordingOperations operations = new RecordingOperations();

	private final RecordingFailureHandler handler = new RecordingFailureHandler();

	private final List<QStashPublishFailure> failures = this.handler.failures();

	private final QStashPublishExecutor executor = new QStashPublishExecutor(1, 1, LIMIT);

	private final Shop shop = shop(this.executor);

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
	void whenStartedAgainThenMessagesAreHandedOver() {
		this.executor.start();
		this.executor.stop();
		this.executor.start();
		Thread caller = Thread.currentThread();
		this.operations.answerWith(Mono.fromRunnable(() -> assertThat(Thread.currentThread()).isNotSameAs(caller)));
		this.shop.place("book");
		this.executor.stop();
		assertThat(this.operations.bodies()).containsExactly("book");
		assertThat(this.failures).isEmpty();
	}

	@Test
	void whenApplicationEndsBeforeMessageIsStartedThenItIsAFailure() {
		QStashPublishExecutor slow = new QStashPublishExecutor(1, 5, Duration.ofMillis(20));
		this.operations.answerWith(Mono.never());
		Shop slowShop = shop(slow);
		slowShop.place("under way");
		Awaitility.await().atMost(LIMIT).until(() -> this.operations.bodies().equals(List.of("under way")));
		slowShop.place("left 1");
		slowShop.place("left 2");
		slow.stop();
		assertThat(this.operations.bodies()).containsExactly("under way");
		assertThat(this.failures).extracting(QStashPublishFailure::result).contains("under way");
		assertThat(this.failures).filteredOn((failure) -> failure.result().toString().startsWith("left"))
			.extracting(QStashPublishFailure::result)
			.containsExactly("left 1", "left 2");
		assertThat(this.failures).filteredOn((failure) -> failure.result().toString().startsWith("left"))
			.allSatisfy((failure) -> {
				assertThat(failure.messages()).hasSize(1);
				assertThat(failure.cause()).hasMessageContaining("'qstash.publish.aspect.async.drain-timeout'");
			});
	}

	@Test
	void whenThereIsNoRoomAndNoMessageCanBeMadeThenCallerOnNonBlockingThreadIsNotTold() throws InterruptedException {
		CountDownLatch busy = occupy();
		StepVerifier.create(Mono.fromCallable(() -> this.shop.placeWrong("late")).subscribeOn(Schedulers.parallel()))
			.expectNext("late")
			.expectComplete()
			.verify(LIMIT);
		busy.countDown();
		assertThat(this.failures).singleElement().satisfies((failure) -> assertThat(failure.messages()).isEmpty());
	}

	@Test
	void whenHandlerFailsThenItIsLogged(CapturedOutput output) {
		this.operations.answerWith(Mono.error(new IllegalArgumentException("refused")));
		this.shop.placeHandled("unhandled");
		this.executor.stop();
		assertThat(output).contains("AsyncPublishTests$Shop.placeHandled' returned was not published: [QStashMessage")
			.contains("java.lang.IllegalArgumentException: refused")
			.contains("Suppressed: java.lang.IllegalArgumentException: the handler failed");
	}

	@Test
	void whenMethodThrowsThenNothingIsHandedOver() {
		Mono<String> call = Mono.fromCallable(() -> this.shop.place(null));
		StepVerifier.create(call).expectError(NullPointerException.class).verify(LIMIT);
		this.executor.stop();
		assertThat(this.operations.messages()).isEmpty();
	}

	private Shop shop(QStashPublishExecutor publishExecutor) {
		return new Advised(this.operations, Map.of()).bean("executor", publishExecutor)
			.bean("handler", this.handler)
			.classProxy(new Shop());
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
		}, () -> {
		});
		assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
		this.executor.execute(() -> {
		}, () -> {
		});
		return busy;
	}

	static class Shop {

		@QStashPublish(destination = "/a", mode = PublishMode.ASYNC)
		String place(String item) {
			return item.toString();
		}

		@QStashPublish(destination = "/a", mode = PublishMode.ASYNC, delay = "#{#item.missing}")
		String placeWrong(String item) {
			return item;
		}

		@QStashPublish(destination = "/a", mode = PublishMode.ASYNC, onFailure = PublishFailurePolicy.HANDLER)
		String placeHandled(String item) {
			return item;
		}

	}

}
