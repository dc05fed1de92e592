package io.github.qstash.publish;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.qstash.annotation.PublishFailurePolicy;
import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.client.PublishResponse;
import io.github.qstash.client.QStashRejectedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for what happens if publishing fails.
 */
@ExtendWith(OutputCaptureExtension.class)
class PublishFailurePolicyTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final RecordingOperations operations = new RecordingOperations();

	private final RecordingFailureHandler handler = new RecordingFailureHandler();

	private final List<QStashPublishFailure> failures = this.handler.failures();

	private final Advised advised = new Advised(this.operations, Map.of(), Duration.ofMillis(20));

	private final Shop shop = this.advised.bean("handler", this.handler).classProxy(new Shop());

	@Test
	void whenFailureIsLoggedThenPayloadIsNot(CapturedOutput output) {
		refuse();
		assertThat(this.shop.logged("my secret")).isEqualTo("my secret");
		assertThat(output).containsOnlyOnce("WARN")
			.contains("What @QStashPublish method 'io.github.qstash.publish.PublishFailurePolicyTests$Shop.logged' "
					+ "returned was not published: [QStashMessage[to /a]]")
			.contains("java.lang.IllegalArgumentException: refused")
			.doesNotContain("secret");
	}

	@Test
	void whenFailureIsHandledThenHandlerSeesMessageAndCause() throws Exception {
		refuse();
		assertThat(this.shop.place("book")).isEqualTo("book");
		QStashPublishFailure failure = this.failures.get(0);
		assertThat(failure.method()).isEqualTo(HandledShop.class.getDeclaredMethod("place", String.class));
		assertThat(failure.result()).isEqualTo("book");
		assertThat(failure.messages()).singleElement()
			.satisfies((message) -> assertThat(message.body()).isEqualTo("book"));
		assertThat(failure.cause()).hasMessage("refused");
		assertThat(failure).asString().doesNotContain("book");
	}

	@Test
	void whenExpressionFailsThenHandlerSeesThatThereIsNoMessage() {
		assertThat(this.shop.handledExpression("book")).isEqualTo("book");
		assertThat(this.failures).singleElement().satisfies((failure) -> assertThat(failure.messages()).isEmpty());
	}

	@Test
	void whenHandlerFailsThenCallerGetsItsFailureAndNothingElseIsLost(CapturedOutput output) {
		this.operations.answerWith(Mono.error(new IllegalArgumentException("not even handled")));
		RecordingFailureHandler second = new RecordingFailureHandler("");
		Shop both = new Advised(this.operations, Map.of()).bean("first", this.handler)
			.bean("second", second)
			.classProxy(new Shop());
		assertThatIllegalArgumentException().isThrownBy(() -> both.place("unhandled"))
			.withMessage("the handler failed");
		assertThat(second.failures()).hasSize(1);
		assertThat(output).contains("was not published: [QStashMessage")
			.contains("java.lang.IllegalArgumentException: not even handled")
			.contains("Suppressed: java.lang.IllegalArgumentException: the handler failed");
	}

	@Test
	void whenNobodyAnswersInTimeThenPolicyAppliesToThatToo() {
		this.operations.answerWith(Mono.never());
		assertThat(this.shop.place("book")).isEqualTo("book");
		assertThat(this.failures).singleElement()
			.satisfies((failure) -> assertThat(failure.cause()).hasMessageContaining("within 20 ms"));
	}

	@Test
	void whenFailureOfMonoIsHandledThenSubscriberGetsTheValueAfterTheHandler() {
		refuse();
		StepVerifier.create(this.shop.placeLater("book")).expectNext("book").expectComplete().verify(LIMIT);
		assertThat(this.failures).hasSize(1);
	}

	@Test
	void whenElementsOfBatchAreRefusedThenHandlerSeesThem() {
		refuse();
		assertThat(this.shop.placeAll(List.of("a", "b", "c"))).hasSize(3);
		assertThat(this.failures).singleElement().satisfies((failure) -> {
			assertThat(failure.messages()).hasSize(3);
			assertThat(failure.cause()).isInstanceOf(QStashRejectedException.class)
				.hasMessage("A message was refused: refused");
		});
	}

	@Test
	void whenElementsOfFluxAreRefusedInBatchThenSubscriberGetsTheFailure() {
		refuse();
		StepVerifier.create(this.shop.batched(Flux.just("a", "b", "c")))
			.expectError(QStashRejectedException.class)
			.verify(LIMIT);
	}

	@Test
	void whenElementsOfFluxAreRefusedInBatchAndHandledThenSubscriberGetsAllValues() {
		refuse();
		StepVerifier.create(this.shop.placeEach(Flux.just("a", "b", "c")))
			.expectNext("a", "b", "c")
			.expectComplete()
			.verify(LIMIT);
		assertThat(this.failures).hasSize(3);
	}

	@Test
	void whenSourceOfBatchFailsThenWhatCameBeforeIsPublished() {
		StepVerifier
			.create(this.shop
				.batched(Flux.just("a", "b", "c").concatWith(Mono.error(new IllegalStateException("no stock")))))
			.expectNext("a", "b")
			.thenConsumeWhile("c"::equals)
			.expectErrorMessage("no stock")
			.verify(LIMIT);
	}

	@Test
	void whenSourceFailsThenWhatIsUnderWayIsPublishedFirst() {
		Sinks.Empty<PublishResponse> accepted = Sinks.empty();
		PublisherProbe<PublishResponse> underWay = PublisherProbe.of(accepted.asMono());
		this.operations.answerWith(underWay.mono());
		StepVerifier
			.create(this.shop.each(Flux.just("a").concatWith(Mono.error(new IllegalStateException("no stock")))))
			.then(underWay::assertWasSubscribed)
			.then(underWay::assertWasNotCancelled)
			.then(accepted::tryEmitEmpty)
			.expectNext("a")
			.expectErrorMessage("no stock")
			.verify(LIMIT);
	}

	@Test
	void whenFirstOfRepeatedAnnotationsFailsThenCallerGetsItAndTheSecondIsNotTried() {
		refuse();
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> this.shop.twice("book"));
		assertThat(this.operations.messages()).hasSize(1);
	}

	@Test
	void whenFirstOfRepeatedAnnotationsIsLoggedThenTheSecondIsTried() {
		refuse();
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> this.shop.loggedAndTwice("book"));
		assertThat(this.operations.messages()).hasSize(2);
	}

	private void refuse() {
		this.operations.answerWith(Mono.error(new IllegalArgumentException("refused")));
	}

	static class Shop extends HandledShop {

		@QStashPublish(destination = "/a", onFailure = PublishFailurePolicy.LOG)
		String logged(String item) {
			return item;
		}

		@QStashPublish(destination = "/a", delay = "#{#item.missing}", onFailure = PublishFailurePolicy.HANDLER)
		String handledExpression(String item) {
			return item;
		}

		@QStashPublish(destination = "/a", batch = true)
		Flux<String> batched(Flux<String> items) {
			return items;
		}

		@QStashPublish("/a")
		Flux<String> each(Flux<String> items) {
			return items;
		}

		@QStashPublish("/first")
		@QStashPublish("/second")
		String twice(String item) {
			return item;
		}

		@QStashPublish(destination = "/first", onFailure = PublishFailurePolicy.LOG)
		@QStashPublish("/second")
		String loggedAndTwice(String item) {
			return item;
		}

	}

}
