package io.github.qstash.client;

import java.util.ArrayList;
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
		return messages.bufferTimeout(this.settings.maxMessages(), this.settings.maxWait(), true)
			.concatMapIterable((part) -> cut(part, order), 1)
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

	private List<Mono<Outcome>> cut(List<QStashMessage> messages, QueueOrder order) {
		Cut cut = new Cut(order);
		messages.forEach(cut::add);
		return cut.end();
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

	/** The calls that bring some messages, in the order of the messages. */
	private final class Cut {

		private final QueueOrder order;

		private final List<Mono<Outcome>> calls = new ArrayList<>();

		private List<OutgoingMessage> batch = new ArrayList<>();

		private long bytes;

		private Cut(QueueOrder order) {
			this.order = order;
		}

		void add(QStashMessage given) {
			OutgoingMessage message;
			try {
				message = MessageStream.this.preparation.prepare(given);
			}
			catch (RuntimeException ex) {
				addCall(refused(ex));
				return;
			}
			if (!message.body().isText()) {
				addCall(this.order.keep(List.of(message), published(message)));
				return;
			}
			long size = message.size();
			if (this.bytes + size > MessageStream.this.settings.maxBytes()) {
				endBatch();
			}
			this.batch.add(message);
			this.bytes += size;
		}

		List<Mono<Outcome>> end() {
			endBatch();
			return this.calls;
		}

		private void addCall(Mono<Outcome> call) {
			endBatch();
			this.calls.add(call);
		}

		private void endBatch() {
			if (!this.batch.isEmpty()) {
				this.calls.add(this.order.keep(this.batch, batched(this.batch)));
				this.batch = new ArrayList<>();
				this.bytes = 0;
			}
		}

	}

}
