package io.github.qstash.client;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Observes calls. The observation begins with the subscription, is a child of the one in
 * the context or on the thread, and is the parent of what the call does. Without a
 * registry calls are left as they are, and what observes them cannot make them fail.
 */
final class CallObservations {

	private static final IntConsumer UNOBSERVED = (status) -> {
	};

	private static final ObservationConvention<QStashPublishObservationContext> PUBLISH = new QStashPublishObservationConvention();

	private static final ObservationConvention<QStashBatchObservationContext> BATCH = new QStashBatchObservationConvention();

	private static final ObservationConvention<QStashRequestObservationContext> REQUEST = new QStashRequestObservationConvention();

	private static final Log logger = LogFactory.getLog(CallObservations.class);

	private final AtomicBoolean warned = new AtomicBoolean();

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
		Observation parent = subscriber.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
		Observation observation = Observation.NOOP;
		try {
			observation = start(Observation.createNotStarted(null, convention, () -> context, this.registry), parent);
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
		return observation.isNoop() ? call : observed(observation, call);
	}

	private <T> Mono<T> observed(Observation started, Mono<T> call) {
		// ended exactly once, and before the caller sees the result
		return Mono.using(() -> started,
				(observation) -> call.doOnError((ex) -> harmless(() -> observation.error(ex)))
					.contextWrite((below) -> below.put(ObservationThreadLocalAccessor.KEY, observation)),
				(observation) -> harmless(observation::stop));
	}

	private static Observation start(Observation observation, @Nullable Observation parent) {
		if (parent == null) {
			return observation.start();
		}
		observation.parentObservation(parent);
		// tracers prefer the span on the thread, which may be another one
		return parent.scoped((Supplier<Observation>) observation::start);
	}

	// a message that was accepted must not be published again because of a convention
	private void harmless(Runnable step) {
		try {
			step.run();
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	private void failed(RuntimeException ex) {
		String message = "A call to QStash could not be observed, which changes nothing about its messages";
		if (this.warned.compareAndSet(false, true)) {
			logger.warn(message + ". If it happens again, that is logged at debug level", ex);
		}
		else {
			logger.debug(message, ex);
		}
	}

	private static List<String> messageIds(PublishResponse response) {
		return response.receipts().stream().map(PublishReceipt::messageId).toList();
	}

	private static int rejected(List<BatchResult> results) {
		return (int) results.stream().filter((result) -> !(result instanceof BatchResult.Accepted)).count();
	}

}
