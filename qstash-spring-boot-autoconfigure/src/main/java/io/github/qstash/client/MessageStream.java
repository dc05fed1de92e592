package io.github.qstash.client;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Cuts a stream of messages into batches and keeps a bounded number of calls under way.
 */
final class MessageStream {

	private final MessagePreparation preparation;

	private final MessageCalls calls;

	private final QStashBatchSettings settings;

	MessageStream(MessagePreparation preparation, MessageCalls calls, QStashBatchSettings settings) {
		this.preparation = preparation;
		this.calls = calls;
		this.settings = settings;
	}

	Flux<BatchResult> publish(Publisher<QStashMessage> messages) {
		return Flux.defer(() -> {
			AtomicReference<Throwable> end = new AtomicReference<>();
			// the messages before an error are sent first
			Flux<QStashMessage> source = Flux.from(messages).onErrorResume((ex) -> {
				end.set(ex);
				return Flux.empty();
			});
			return results(source)
				.concatWith(Mono.defer(() -> (end.get() != null) ? Mono.error(end.get()) : Mono.empty()));
		});
	}

	private Flux<BatchResult> results(Flux<QStashMessage> messages) {
		QueueOrder order = new QueueOrder();
		return new BatchFlux<>(messages.map(this::prepare), this.settings, Prepared::size)
			.map((batch) -> call(batch, order))
			.flatMapSequential((call) -> call, this.settings.concurrency(), 1)
			// in the order of the messages, so that no result is lost that came before
			.<Outcome>handle((outcome, sink) -> {
				if (outcome.failure() != null && this.settings.failFast()) {
					sink.error(outcome.failure());
				}
				else {
					sink.next(outcome);
				}
			})
			.concatMapIterable(Outcome::results, 1);
	}

	private Prepared prepare(QStashMessage message) {
		try {
			return new Prepared(this.preparation.prepare(message), null);
		}
		catch (RuntimeException ex) {
			return new Prepared(null, ex);
		}
	}

	private Mono<Outcome> call(List<Prepared> batch, QueueOrder order) {
		RuntimeException refusal = batch.get(0).refusal();
		if (refusal != null) {
			return refused(refusal);
		}
		List<OutgoingMessage> messages = batch.stream().map(Prepared::message).toList();
		return order.keep(messages, messages.get(0).body().isText() ? batched(messages) : published(messages.get(0)));
	}

	private Mono<Outcome> batched(List<OutgoingMessage> messages) {
		return outcome(Mono.defer(() -> this.calls.batch(messages)), messages.size());
	}

	private Mono<Outcome> published(OutgoingMessage message) {
		return outcome(Mono.defer(() -> this.calls.publish(message))
			.map((response) -> List.of(new BatchResult.Accepted(response))), 1);
	}

	private static Mono<Outcome> refused(RuntimeException ex) {
		// the message of another exception may hold what is no text for a result
		String reason = (ex instanceof InvalidMessageException) ? String.valueOf(ex.getMessage())
				: "could not be prepared: " + ex.getClass().getName();
		return Mono.just(new Outcome(List.of(new BatchResult.Rejected(reason)), ex));
	}

	private static Mono<Outcome> outcome(Mono<List<BatchResult>> call, int messages) {
		return call.map((results) -> new Outcome(results, null))
			.onErrorResume(QStashException.class,
					(ex) -> Mono.just(new Outcome(Collections.nCopies(messages, new BatchResult.Failed(ex)), ex)));
	}

	/**
	 * What became of one call.
	 *
	 * @param results a result for each message
	 * @param failure why the call failed, if it did
	 */
	private record Outcome(List<BatchResult> results, @Nullable RuntimeException failure) {

	}

	/**
	 * A message that is ready to be sent, or why it is not.
	 *
	 * @param message the message
	 * @param refusal why there is none
	 */
	private record Prepared(@Nullable OutgoingMessage message, @Nullable RuntimeException refusal) {

		long size() {
			return (this.message == null || !this.message.body().isText()) ? BatchFlux.ALONE : this.message.size();
		}

	}

}
