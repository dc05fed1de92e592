package io.github.qstash.receive;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.github.qstash.message.QStashHeaders;
import io.github.qstash.receive.QStashDeliveryStore.Attempt;
import io.github.qstash.receive.QStashDeliveryStore.State;
import io.github.qstash.receive.store.InMemoryDeliveryStore;
import io.github.qstash.signature.DeliveryClaims;
import io.github.qstash.signature.MatchedKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.ArgumentCaptor;
import org.mockito.BDDMockito;
import org.mockito.Mockito;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeliveryOnce}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DeliveryOnceTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final IdempotencySettings SETTINGS = IdempotencySettings.defaults().withEnabled(true);

	private final DeliveryOnce once = new DeliveryOnce(new InMemoryDeliveryStore(1000), SETTINGS);

	private final AtomicInteger handled = new AtomicInteger();

	@Test
	void whenDeliveredAgainAfterSuccessThenIsNotHandledAgain() {
		handle(delivery("msg_1", "jwt_1", "body")).expectNext("value").expectComplete().verify(LIMIT);
		handle(delivery("msg_1", "jwt_2", "body")).expectComplete().verify(LIMIT);
		assertThat(this.handled).hasValue(1);
	}

	@Test
	void whenDeliveredAgainDuringHandlingThenIsToBeTriedLater() {
		Sinks.Empty<String> end = Sinks.empty();
		handle(this.once, delivery("msg_1", "jwt_1", "body"), end::asMono)
			.then(() -> handle(delivery("msg_1", "jwt_2", "body"))
				.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOfSatisfying(RetryDeliveryException.class,
						(retry) -> assertThat(retry.after()).isEqualTo(SETTINGS.inProgressTimeout())))
				.verify(LIMIT))
			.then(end::tryEmitEmpty)
			.expectComplete()
			.verify(LIMIT);
		assertThat(this.handled).hasValue(0);
		handle(delivery("msg_1", "jwt_3", "body")).expectComplete().verify(LIMIT);
		assertThat(this.handled).hasValue(0);
	}

	@Test
	void whenHandlingFailedThenIsHandledAgain() {
		handle(this.once, delivery("msg_1", "jwt_1", "body"),
				() -> Mono.error(new IllegalStateException("out of stock")))
			.expectErrorMessage("out of stock")
			.verify(LIMIT);
		handle(delivery("msg_1", "jwt_2", "body")).expectNext("value").expectComplete().verify(LIMIT);
	}

	@Test
	void whenHandlerThrowsThenIsHandledAgain() {
		handle(this.once, delivery("msg_1", "jwt_1", "body"), () -> {
			throw new IllegalStateException("out of stock");
		}).expectErrorMessage("out of stock").verify(LIMIT);
		handle(delivery("msg_1", "jwt_2", "body")).expectNext("value").expectComplete().verify(LIMIT);
	}

	@Test
	void whenQStashHangsUpThenIsHandledToItsEndAndNotTwice() {
		Sinks.Empty<String> end = Sinks.empty();
		handle(this.once, delivery("msg_1", "jwt_1", "body"), end::asMono).thenAwait(Duration.ZERO)
			.thenCancel()
			.verify(LIMIT);
		handle(delivery("msg_1", "jwt_2", "body")).expectError(RetryDeliveryException.class).verify(LIMIT);
		end.tryEmitEmpty();
		handle(delivery("msg_1", "jwt_3", "body")).expectComplete().verify(LIMIT);
		assertThat(this.handled).hasValue(0);
	}

	@Test
	void shouldPassTheContextOn() {
		Mono<Object> handling = Mono.<Object>from(this.once
			.<String>before((delivery) -> Mono.deferContextual((context) -> Mono.just(context.get("trace"))))
			.handle(delivery("msg_1", "jwt_1", "body"))
			.contextWrite((context) -> context.put("trace", "42")));
		StepVerifier.create(handling).expectNext("42").expectComplete().verify(LIMIT);
	}

	@Test
	void whenHandlerHasNoValueThenIsDoneNevertheless() {
		handle(this.once, delivery("msg_1", "jwt_1", "body"), Mono::empty).expectComplete().verify(LIMIT);
		handle(delivery("msg_1", "jwt_2", "body")).expectComplete().verify(LIMIT);
		assertThat(this.handled).hasValue(0);
	}

	@Test
	void whenMessagesDifferThenEachIsHandled() {
		handle(delivery("msg_1", "jwt_1", "body")).expectNext("value").expectComplete().verify(LIMIT);
		handle(delivery("msg_2", "jwt_2", "body")).expectNext("value").expectComplete().verify(LIMIT);
		assertThat(this.handled).hasValue(2);
	}

	@Test
	void whenGenuineDeliveryIsSentAgainWithAnotherMessageIdThenIsNotHandledAgain() {
		handle(delivery("msg_1", "jwt_1", "body")).expectNext("value").expectComplete().verify(LIMIT);
		handle(delivery("msg_2", "jwt_1", "body")).expectComplete().verify(LIMIT);
		handle(delivery("", "jwt_1", "body")).expectComplete().verify(LIMIT);
		assertThat(this.handled).hasValue(1);
		handle(delivery("msg_2", "jwt_2", "body")).expectNext("value").expectComplete().verify(LIMIT);
	}

	@Test
	void whenGenuineDeliveryIsPassedOffAsOneOfAnotherMessageThenTheOtherIsStillHandled() {
		handle(delivery("msg_victim", "jwt_1", "body of the attacker")).expectNext("value")
			.expectComplete()
			.verify(LIMIT);
		handle(delivery("msg_victim", "jwt_2", "body of the victim")).expectNext("value")
			.expectComplete()
			.verify(LIMIT);
	}

	@Test
	void whenThereIsNoMessageIdThenTheSignatureIsWhatIsRecognised() {
		handle(delivery("", "jwt_1", "body")).expectNext("value").expectComplete().verify(LIMIT);
		handle(delivery("", "jwt_2", "body")).expectNext("value").expectComplete().verify(LIMIT);
		handle(delivery("", "jwt_2", "body")).expectComplete().verify(LIMIT);
		assertThat(this.handled).hasValue(2);
	}

	@Test
	void whenSignatureHasNoIdThenTheMessageIsWhatIsRecognised() {
		handle(delivery("msg_1", null, "body")).expectNext("value").expectComplete().verify(LIMIT);
		handle(delivery("msg_1", null, "body")).expectComplete().verify(LIMIT);
		handle(delivery("msg_2", null, "body")).expectNext("value").expectComplete().verify(LIMIT);
	}

	@Test
	void whenStoreCannotTellThenIsNotHandledAndNothingStaysClaimed() {
		QStashDeliveryStore store = Mockito.mock();
		ArgumentCaptor<Attempt> attempts = ArgumentCaptor.captor();
		BDDMockito.given(store.begin(attempts.capture(), Mockito.any()))
			.willReturn(Mono.just(State.NEW))
			.willReturn(Mono.error(new IllegalStateException("connection refused")));
		BDDMockito.given(store.release(Mockito.any())).willReturn(Mono.empty());
		handle(new DeliveryOnce(store, SETTINGS), delivery("msg_1", "jwt_1", "body"),
				() -> Mono.fromSupplier(this.handled::incrementAndGet))
			.expectErrorMessage("connection refused")
			.verify(LIMIT);
		assertThat(this.handled).hasValue(0);
		BDDMockito.then(store).should().release(attempts.getAllValues().get(0));
	}

	@Test
	void whenStoreTellsNothingThenIsNotHandledAndIsNoSuccess() {
		QStashDeliveryStore store = Mockito.mock();
		BDDMockito.given(store.begin(Mockito.any(), Mockito.any())).willReturn(Mono.empty());
		BDDMockito.given(store.release(Mockito.any())).willReturn(Mono.empty());
		handle(new DeliveryOnce(store, SETTINGS), delivery("msg_1", "jwt_1", "body"),
				() -> Mono.fromSupplier(this.handled::incrementAndGet))
			.expectErrorMessage("The store of deliveries told no state")
			.verify(LIMIT);
		assertThat(this.handled).hasValue(0);
	}

	@Test
	void whenStoreCannotNoteSuccessThenItIsASuccessNevertheless(CapturedOutput output) {
		QStashDeliveryStore store = Mockito.mock();
		BDDMockito.given(store.begin(Mockito.any(), Mockito.any())).willReturn(Mono.just(State.NEW));
		BDDMockito.given(store.complete(Mockito.any(), Mockito.any()))
			.willReturn(Mono.error(new IllegalStateException("connection refused")));
		handle(new DeliveryOnce(store, SETTINGS), delivery("msg_1", "jwt_1", "body"), () -> Mono.just("value"))
			.expectNext("value")
			.expectComplete()
			.verify(LIMIT);
		assertThat(output).contains("it may be handled again").contains("connection refused");
	}

	@Test
	void whenStoreCannotNoteFailureThenTheFailureIsWhatIsReported(CapturedOutput output) {
		QStashDeliveryStore store = Mockito.mock();
		BDDMockito.given(store.begin(Mockito.any(), Mockito.any())).willReturn(Mono.just(State.NEW));
		BDDMockito.given(store.release(Mockito.any()))
			.willReturn(Mono.error(new IllegalStateException("connection refused")));
		handle(new DeliveryOnce(store, SETTINGS), delivery("msg_1", "jwt_1", "body"),
				() -> Mono.error(new IllegalStateException("out of stock")))
			.expectErrorMessage("out of stock")
			.verify(LIMIT);
		assertThat(output).contains("PT5M").contains("connection refused");
	}

	@Test
	void shouldRememberSignaturesOnlyAsLongAsTheyAreValid() {
		QStashDeliveryStore store = Mockito.mock();
		ArgumentCaptor<Duration> ttls = ArgumentCaptor.captor();
		BDDMockito.given(store.begin(Mockito.any(), Mockito.any())).willReturn(Mono.just(State.NEW));
		BDDMockito.given(store.complete(Mockito.any(), ttls.capture())).willReturn(Mono.empty());
		handle(new DeliveryOnce(store, SETTINGS), delivery("msg_1", "jwt_1", "body"), () -> Mono.just("value"))
			.expectNext("value")
			.expectComplete()
			.verify(LIMIT);
		assertThat(ttls.getAllValues()).containsExactly(Duration.ofDays(1), Duration.ofMinutes(15));
	}

	@Test
	void whenMessagesAreRememberedShortlyThenSignaturesStillAsLongAsTheyAreValid() {
		QStashDeliveryStore store = Mockito.mock();
		ArgumentCaptor<Duration> ttls = ArgumentCaptor.captor();
		BDDMockito.given(store.begin(Mockito.any(), Mockito.any())).willReturn(Mono.just(State.NEW));
		BDDMockito.given(store.complete(Mockito.any(), ttls.capture())).willReturn(Mono.empty());
		handle(new DeliveryOnce(store, SETTINGS.withTtl(Duration.ofMinutes(1))), delivery("msg_1", "jwt_1", "body"),
				() -> Mono.just("value"))
			.expectNext("value")
			.expectComplete()
			.verify(LIMIT);
		assertThat(ttls.getAllValues()).containsExactly(Duration.ofMinutes(1), Duration.ofMinutes(15));
	}

	@Test
	void whenStoreDoesNotAnswerThenIsNotHandledAndFails() {
		QStashDeliveryStore store = Mockito.mock();
		BDDMockito.given(store.begin(Mockito.any(), Mockito.any())).willReturn(Mono.never());
		BDDMockito.given(store.release(Mockito.any())).willReturn(Mono.never());
		later(store, Mono.fromSupplier(this.handled::incrementAndGet))
			.expectErrorMessage("The store of deliveries did not answer within 5 s")
			.verify(LIMIT);
		assertThat(this.handled).hasValue(0);
		BDDMockito.then(store).should(Mockito.times(2)).release(Mockito.any());
	}

	@Test
	void whenStoreDoesNotAnswerAfterHandlingThenTheOutcomeIsReportedNevertheless() {
		QStashDeliveryStore store = Mockito.mock();
		BDDMockito.given(store.begin(Mockito.any(), Mockito.any())).willReturn(Mono.just(State.NEW));
		BDDMockito.given(store.complete(Mockito.any(), Mockito.any())).willReturn(Mono.never());
		BDDMockito.given(store.release(Mockito.any())).willReturn(Mono.never());
		later(store, Mono.just("value")).expectNext("value").expectComplete().verify(LIMIT);
		later(store, Mono.error(new IllegalStateException("out of stock"))).expectErrorMessage("out of stock")
			.verify(LIMIT);
	}

	private static StepVerifier.Step<Object> later(QStashDeliveryStore store, Mono<?> handling) {
		return StepVerifier.<Object>withVirtualTime(
				() -> Mono.<Object>from(new DeliveryOnce(store, SETTINGS).<String>before((delivery) -> handling)
					.handle(delivery("msg_1", "jwt_1", "body"))))
			.thenAwait(Duration.ofSeconds(11));
	}

	private StepVerifier.FirstStep<Object> handle(QStashDelivery<String> delivery) {
		return handle(this.once, delivery, () -> {
			this.handled.incrementAndGet();
			return Mono.just("value");
		});
	}

	private static StepVerifier.FirstStep<Object> handle(DeliveryOnce once, QStashDelivery<String> delivery,
			Supplier<Mono<?>> handler) {
		return StepVerifier.create(once.<String>before((handled) -> handler.get()).handle(delivery));
	}

	private static QStashDelivery<String> delivery(String messageId, @Nullable String signatureId, String body) {
		HttpHeaders headers = new HttpHeaders();
		if (!messageId.isEmpty()) {
			headers.set(QStashHeaders.MESSAGE_ID, messageId);
		}
		Instant issuedAt = Instant.ofEpochSecond(1767225600);
		return new QStashDelivery<>(body, TestDeliveries.bytes(body), headers,
				new DeliveryClaims("Upstash", "https://shop.example.com/shipments", issuedAt.plusSeconds(300),
						Instant.EPOCH, issuedAt, signatureId, MatchedKey.CURRENT));
	}

}
