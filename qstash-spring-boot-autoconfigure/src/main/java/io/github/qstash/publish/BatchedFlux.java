package io.github.qstash.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.qstash.client.BatchResult;
import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Publishes the values of a {@link Flux} in batches. The subscriber gets each value when
 * all its messages have a result, in the order of the source.
 *
 * @param <T> type of the values
 */
final class BatchedFlux<T> {

	private final Publishing publishing;

	private final MethodCall call;

	private final PublishDefinition definition;

	private final Flux<T> source;

	BatchedFlux(Publishing publishing, MethodCall call, PublishDefinition definition, Flux<T> source) {
		this.publishing = publishing;
		this.call = call;
		this.definition = definition;
		this.source = source;
	}

	Flux<T> decorated() {
		return Flux.defer(() -> {
			Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
			Flux<QStashMessage> messages = this.source.concatMapIterable((value) -> {
				Waiting entry = new Waiting(value);
				List<QStashMessage> prepared = entry.prepare();
				waiting.add(entry);
				return prepared;
			}, 1);
			return this.publishing.operations()
				.publishAll(messages)
				.concatMapIterable((result) -> complete(waiting, result), 1)
				// what had no message after the last one that had
				.concatWith(Flux.defer(() -> Flux.fromIterable(waiting)))
				.onErrorResume((ex) -> Flux.fromIterable(complete(waiting, null)).concatWith(Mono.error(ex)))
				.concatMap(Waiting::outcome, 1);
		});
	}

	private List<Waiting> complete(Queue<Waiting> waiting, @Nullable BatchResult next) {
		List<Waiting> complete = new ArrayList<>();
		BatchResult result = next;
		for (Waiting entry = waiting.peek(); entry != null; entry = waiting.peek()) {
			if (!entry.isComplete() && result != null) {
				entry.results.add(result);
				result = null;
			}
			if (!entry.isComplete()) {
				break;
			}
			complete.add(entry);
			waiting.remove();
		}
		return complete;
	}

	/** A value whose messages have no results yet. */
	private final class Waiting {

		private final T value;

		private final Publication publication;

		private final List<BatchResult> results = new ArrayList<>();

		private int messages;

		private @Nullable Throwable failure;

		Waiting(T value) {
			this.value = value;
			this.publication = new Publication(BatchedFlux.this.call, BatchedFlux.this.definition, value);
		}

		List<QStashMessage> prepare() {
			try {
				List<QStashMessage> prepared = this.publication.prepare();
				this.messages = prepared.size();
				return prepared;
			}
			catch (RuntimeException ex) {
				this.failure = ex;
				return List.of();
			}
		}

		boolean isComplete() {
			return this.results.size() == this.messages;
		}

		Mono<T> outcome() {
			Mono<Void> accepted = (this.failure != null) ? Mono.error(this.failure)
					: this.publication.accept(this.results);
			return accepted
				.onErrorResume((ex) -> BatchedFlux.this.publishing.failures().handle(this.publication, ex, true))
				.thenReturn(this.value);
		}

	}

}
