package io.github.qstash.client;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import io.github.qstash.observation.ForwardedTrace;
import io.github.qstash.observation.QStashBatchObservationContext;
import io.github.qstash.observation.QStashBatchObservationConvention;
import io.github.qstash.observation.QStashPublishObservationContext;
import io.github.qstash.observation.QStashPublishObservationConvention;
import io.github.qstash.observation.QStashRequestObservationContext;
import io.github.qstash.observation.QStashRequestObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Observes calls. The observation begins with the subscription, is a child of the one in
 * the context or on the thread, and is the parent of what the call does. Without a
 * registry calls are left as they are.
 */
final class CallObservations {

	private static final IntConsumer UNOBSERVED = (status) -> {
	};

	private static final ObservationConvention<QStashPublishObservationContext> PUBLISH = new QStashPublishObservationConvention();

	private static final ObservationConvention<QStashBatchObservationContext> BATCH = new QStashBatchObservationConvention();

	private static final ObservationConvention<QStashRequestObservationContext> REQUEST = new QStashRequestObservationConvention();

	private final ObservationRegistry registry;

	private final boolean forwardsTraces;

	CallObservations(ObservationRegistry registry, boolean forwardsTraces) {
		this.registry = registry;
		this.forwardsTraces = forwardsTraces;
	}

	Mono<PublishResponse> publish(OutgoingMessage message, Mono<PublishResponse> call) {
		if (this.registry.isNoop()) {
			return call;
		}
		return Mono.deferContextual((subscriber) -> {
			QStashPublishObservationContext context = new QStashPublishObservationContext(message.observed(),
					this.forwardsTraces ? message::forwardTrace : ForwardedTrace.NONE);
			return observe(PUBLISH, context, subscriber,
					call.doOnNext((response) -> context.answered(messageIds(response), response.deduplicated()))
						.doOnCancel(context::cancelled));
		});
	}

	Mono<List<BatchResult>> batch(List<OutgoingMessage> messages, Mono<List<BatchResult>> call) {
		if (this.registry.isNoop()) {
			return call;
		}
		return Mono.deferContextual((subscriber) -> {
			QStashBatchObservationContext context = new QStashBatchObservationContext(messages.size(),
					this.forwardsTraces
							? (name, value) -> messages.forEach((message) -> message.forwardTrace(name, value))
							: ForwardedTrace.NONE);
			return observe(BATCH, context, subscriber,
					call.doOnNext((results) -> context.answered(rejected(results))).doOnCancel(context::cancelled));
		});
	}

	<T> Mono<T> request(RequestKind kind, Function<IntConsumer, Mono<T>> exchange) {
		if (this.registry.isNoop()) {
			return exchange.apply(UNOBSERVED);
		}
		return Mono.deferContextual((subscriber) -> {
			QStashRequestObservationContext context = new QStashRequestObservationContext(kind.toString());
			return observe(REQUEST, context, subscriber, exchange.apply(context::answered));
		});
	}

	private <C extends Observation.Context, T> Mono<T> observe(ObservationConvention<C> convention, C context,
			ContextView subscriber, Mono<T> call) {
		Observation observation = Observation.createNotStarted(null, convention, () -> context, this.registry);
		Observation parent = subscriber.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
		// ended exactly once, and before the caller sees the result
		return Mono.using(() -> start(observation, parent),
				(started) -> call.doOnError(started::error)
					.contextWrite((below) -> below.put(ObservationThreadLocalAccessor.KEY, started)),
				Observation::stop);
	}

	private static Observation start(Observation observation, @Nullable Observation parent) {
		if (parent == null) {
			return observation.start();
		}
		observation.parentObservation(parent);
		// tracers prefer the span on the thread, which may be another one
		return parent.scoped((Supplier<Observation>) observation::start);
	}

	private static List<String> messageIds(PublishResponse response) {
		return response.receipts().stream().map(PublishReceipt::messageId).toList();
	}

	private static int rejected(List<BatchResult> results) {
		return (int) results.stream().filter((result) -> !(result instanceof BatchResult.Accepted)).count();
	}

}
