package io.github.qstash.receive;

import io.github.qstash.signature.DeliveryClaims;
import reactor.core.publisher.Mono;

import org.springframework.http.ResponseEntity;

/**
 * What is behind one path: lets genuine deliveries in, decodes their payload, has them
 * handled and answers QStash. Nothing looks into a body before it is known to be genuine.
 *
 * @param <T> the type of the payload
 */
final class DeliveryEndpoint<T> {

	private final String name;

	private final ReceiveObservations observations;

	private final DeliveryGate gate;

	private final PayloadDecoder<T> decoder;

	private final DeliveryHandler<T> handler;

	private final DeliveryAnswers answers;

	private final FailedDeliveries failures;

	DeliveryEndpoint(String name, ReceiveObservations observations, DeliveryGate gate, PayloadDecoder<T> decoder,
			DeliveryHandler<T> handler, DeliveryAnswers answers, FailedDeliveries failures) {
		this.name = name;
		this.observations = observations;
		this.gate = gate;
		this.decoder = decoder;
		this.handler = handler;
		this.answers = answers;
		this.failures = failures;
	}

	Mono<ResponseEntity<byte[]>> receive(QStashRequest request) {
		return this.observations.observe(this.name, request,
				this.gate.admit(request, (body, claims) -> handle(request, body, claims)));
	}

	// every error becomes an answer
	private Mono<DeliveryAnswer> handle(QStashRequest request, byte[] body, DeliveryClaims claims) {
		return UserCode.<T>defer(() -> this.decoder.decode(body, request.headers()))
			.flatMap((payload) -> this.handler.handle(new QStashDelivery<>(payload, body, request.headers(), claims)))
			.cast(DeliveryAnswer.class)
			.switchIfEmpty(Mono.fromSupplier(this.answers::handledWithoutValue))
			.onErrorResume((ex) -> Mono.just(this.answers.failed(this.failures.fail(request, ex), ex)));
	}

}
