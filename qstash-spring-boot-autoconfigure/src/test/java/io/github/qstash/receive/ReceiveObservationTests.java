package io.github.qstash.receive;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.github.qstash.message.QStashHeaders;
import io.github.qstash.observation.QStashReceiveObservationContext;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.QStashSigner;
import io.github.qstash.signature.SigningKeys;
import io.micrometer.observation.Observation;
import io.micrometer.observation.Observation.Event;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;

import static org.assertj.core.api.Assertions.assertThat;

class ReceiveObservationTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final byte[] BODY = TestDeliveries.bytes("{}");

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final QStashReceiver receiver = QStashReceiver
		.builder(new QStashSignatureVerifier(SigningKeys.of(TestDeliveries.CURRENT_KEY, null), Clock.systemUTC(),
				Duration.ZERO))
		.observationRegistry(this.registry)
		.build();

	@Test
	void whenHandledThenIsObserved() {
		assertThat(status(Mono.just("done"), genuine())).isEqualTo(200);
		assertObserved("handled", "none").hasHighCardinalityKeyValue("messaging.message.id", "msg_1")
			.hasContextualNameEqualTo("receive ReceiveObservationTests.Texts");
	}

	@Test
	void whenFailedThenIsObservedWithTheError() {
		IllegalStateException failure = new IllegalStateException("warehouse closed");
		assertThat(status(Mono.error(failure), genuine())).isEqualTo(500);
		assertObserved("failed", "none").hasError(failure);
	}

	@Test
	void outcomesTellWhatQStashWillDo() {
		status(Mono.error(new RetryDeliveryException(Duration.ofSeconds(1))), genuine());
		assertObserved("retry-later", "none");
		this.registry.clear();
		status(Mono.error(new NonRetryableDeliveryException("no")), genuine());
		assertObserved("failed-for-good", "none");
	}

	@Test
	void whenRejectedThenIsCountedWithTheReason() {
		List<String> events = new ArrayList<>();
		this.registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onEvent(Event event, Observation.Context context) {
				events.add(event.getName() + " " + context.getLowCardinalityKeyValue("qstash.rejection").getValue());
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		assertThat(status(Mono.empty(), "a.b.c")).isEqualTo(401);
		assertObserved("rejected", "malformed").doesNotHaveError();
		assertThat(events).containsExactly("rejected malformed");
	}

	@Test
	void whenNobodyWaitsAnyMoreThenIsCancelled() {
		StepVerifier.create(new Texts(this.receiver, Mono::never).receive(request(genuine())))
			.thenCancel()
			.verify(LIMIT);
		assertObserved("cancelled", "none");
	}

	@Test
	void whenTheWebServerIsObservedThenIsItsChildAndLeavesTheTraceToIt() {
		Observation server = Observation.start("http.server.requests", this.registry);
		StepVerifier
			.create(new Texts(this.receiver, Mono::empty).receive(request(genuine()))
				.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, server)))
			.expectNextCount(1)
			.expectComplete()
			.verify(LIMIT);
		server.stop();
		assertObserved("handled", "none").hasParentObservationEqualTo(server);
		assertThat(continued()).isNull();
	}

	@Test
	void whenTheWebServerIsNotObservedThenContinuesTheTrace() {
		status(Mono.empty(), genuine());
		assertObserved("handled", "none").doesNotHaveParentObservation();
		assertThat(continued()).isEqualTo("00-trace");
	}

	@Test
	void whenObservationsOfTheWebServerAreSwitchedOffThenContinuesTheTrace() {
		this.registry.observationConfig().observationPredicate((name, context) -> !name.startsWith("http.server"));
		Observation server = Observation.start("http.server.requests", this.registry);
		Mono<?> answer = new Texts(this.receiver, Mono::empty).receive(request(genuine()));
		StepVerifier.create(answer.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, server)))
			.expectNextCount(1)
			.expectComplete()
			.verify(LIMIT);
		assertObserved("handled", "none").doesNotHaveParentObservation();
		assertThat(continued()).isEqualTo("00-trace");
		this.registry.clear();
		server.scoped(() -> answer.block(LIMIT));
		assertThat(continued()).isEqualTo("00-trace");
	}

	@Test
	void handlersRunWithinTheObservation() {
		List<Observation> current = new ArrayList<>();
		status(Mono.deferContextual((context) -> {
			current.add(context.get(ObservationThreadLocalAccessor.KEY));
			return Mono.empty();
		}), genuine());
		StepVerifier
			.create(new BlockingTexts(this.receiver, () -> current.add(this.registry.getCurrentObservation()))
				.receive(request(genuine())))
			.expectNextCount(1)
			.expectComplete()
			.verify(LIMIT);
		assertThat(current).hasSize(2)
			.allSatisfy((observation) -> assertThat(observation.getContext())
				.isInstanceOf(QStashReceiveObservationContext.class));
		assertThat(this.registry.getCurrentObservation()).isNull();
	}

	@Test
	void forgedMessageIdsAreBounded() {
		HttpHeaders headers = new HttpHeaders();
		headers.set(QStashHeaders.MESSAGE_ID, "x".repeat(5000));
		new Texts(this.receiver, Mono::empty)
			.receive(new QStashRequest(HttpMethod.POST, "/orders", null, "", headers, (max, timeout) -> Mono.never()))
			.block(LIMIT);
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("qstash.receive")
			.that()
			.satisfies((context) -> assertThat(context.getHighCardinalityKeyValue("messaging.message.id").getValue())
				.hasSizeLessThan(250));
	}

	private @Nullable String continued() {
		List<String> found = new ArrayList<>();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("qstash.receive")
			.that()
			.satisfies((context) -> {
				QStashReceiveObservationContext receive = (QStashReceiveObservationContext) context;
				found.add(receive.getGetter().get(receive.getCarrier(), "traceparent"));
			});
		return found.get(0);
	}

	private TestObservationRegistryAssert.TestObservationRegistryAssertReturningObservationContextAssert assertObserved(
			String outcome, String rejection) {
		return TestObservationRegistryAssert.assertThat(this.registry)
			.hasNumberOfObservationsWithNameEqualTo("qstash.receive", 1)
			.hasObservationWithNameEqualTo("qstash.receive")
			.that()
			.hasBeenStopped()
			.hasLowCardinalityKeyValue("messaging.system", "qstash")
			.hasLowCardinalityKeyValue("messaging.operation.name", "receive")
			.hasLowCardinalityKeyValue("qstash.outcome", outcome)
			.hasLowCardinalityKeyValue("qstash.rejection", rejection);
	}

	private int status(Mono<?> answer, String signature) {
		return new Texts(this.receiver, () -> answer).receive(request(signature))
			.blockOptional(LIMIT)
			.map((response) -> response.getStatusCode().value())
			.orElse(HttpStatus.NO_CONTENT.value());
	}

	private static String genuine() {
		return new QStashSigner(TestDeliveries.CURRENT_KEY, Clock.systemUTC()).sign("https://h.example/orders", BODY);
	}

	private static QStashRequest request(String signature) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(QStashHeaders.SIGNATURE, signature);
		headers.set(QStashHeaders.MESSAGE_ID, "msg_1");
		headers.set("traceparent", "00-trace");
		return new QStashRequest(HttpMethod.POST, "/orders", null, "", headers, (max, timeout) -> Mono.just(BODY));
	}

	static class Texts extends QStashController<String> {

		private final Supplier<Mono<?>> answer;

		Texts(QStashReceiver receiver, Supplier<Mono<?>> answer) {
			this.answer = answer;
			setQStashReceiver(receiver);
		}

		@Override
		protected Mono<?> handle(QStashDelivery<String> delivery) {
			return this.answer.get();
		}

	}

	static class BlockingTexts extends BlockingQStashController<String> {

		private final Runnable work;

		BlockingTexts(QStashReceiver receiver, Runnable work) {
			this.work = work;
			setQStashReceiver(receiver);
		}

		@Override
		protected @Nullable Object handle(QStashDelivery<String> delivery) {
			this.work.run();
			return null;
		}

	}

}
