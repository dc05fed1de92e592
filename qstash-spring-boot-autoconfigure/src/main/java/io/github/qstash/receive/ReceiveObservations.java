package io.github.qstash.receive;

import java.util.function.Supplier;

import io.github.qstash.message.QStashHeaders;
import io.github.qstash.observation.QStashObservation.Event;
import io.github.qstash.observation.QStashObservation.LowCardinality;
import io.github.qstash.observation.QStashReceiveObservationContext;
import io.github.qstash.observation.QStashReceiveObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.ResponseEntity;

/**
 * Observes deliveries. The observation is a child of the one of the web server and the
 * parent of what the handler does. Without a registry deliveries are left as they are.
 */
final class ReceiveObservations {

	private static final ObservationConvention<QStashReceiveObservationContext> CONVENTION = new QStashReceiveObservationConvention();

	private final ObservationRegistry registry;

	ReceiveObservations(ObservationRegistry registry) {
		this.registry = registry;
	}

	Mono<ResponseEntity<byte[]>> observe(String receiver, QStashRequest request, Mono<DeliveryAnswer> answer) {
		if (this.registry.isNoop()) {
			return answer.map(DeliveryAnswer::response);
		}
		return Mono.deferContextual((subscriber) -> {
			Observation parent = parent(
					subscriber.getOrDefault(ObservationThreadLocalAccessor.KEY, this.registry.getCurrentObservation()));
			QStashReceiveObservationContext context = context(receiver, request, parent);
			Observation observation = Observation.createNotStarted(null, CONVENTION, () -> context, this.registry);
			return Mono.using(() -> start(observation, parent),
					(started) -> answer.doOnNext((given) -> answered(started, context, given))
						.doOnCancel(context::cancelled)
						.doOnError(started::error)
						.map(DeliveryAnswer::response)
						.contextWrite((below) -> below.put(ObservationThreadLocalAccessor.KEY, started)),
					Observation::stop);
		});
	}

	// one that is switched off has not continued the trace
	private static @Nullable Observation parent(@Nullable Observation around) {
		return (around != null && !around.isNoop()) ? around : null;
	}

	private static QStashReceiveObservationContext context(String receiver, QStashRequest request,
			@Nullable Observation parent) {
		String messageId = request.headers().getFirst(QStashHeaders.MESSAGE_ID);
		return new QStashReceiveObservationContext(receiver, (messageId != null) ? LogText.of(messageId) : null,
				// the web server has continued the trace
				(parent != null) ? (name) -> null : request.headers()::getFirst);
	}

	private static Observation start(Observation observation, @Nullable Observation parent) {
		if (parent == null) {
			return observation.start();
		}
		observation.parentObservation(parent);
		// tracers prefer the span on the thread, which may be another one
		return parent.scoped((Supplier<Observation>) observation::start);
	}

	private static void answered(Observation observation, QStashReceiveObservationContext context,
			DeliveryAnswer answer) {
		context.answered(answer.outcome(), answer.rejection());
		if (answer.rejection() != null) {
			observation.lowCardinalityKeyValue(LowCardinality.REJECTION.withValue(answer.rejection()))
				.lowCardinalityKeyValue(LowCardinality.OUTCOME.withValue(answer.outcome()))
				.event(Event.REJECTED);
		}
		if (answer.error() != null) {
			observation.error(answer.error());
		}
	}

}
