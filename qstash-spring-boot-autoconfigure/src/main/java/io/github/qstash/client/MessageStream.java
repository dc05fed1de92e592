package io.github.qstash.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
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
		return messages.bufferTimeout(this.settings.maxMessages(), this.settings.maxWait(), true)
			.concatMapIterable(this::cut, 1)
			.flatMapSequential((call) -> call, this.settings.concurrency(), 1)
			.concatMapIterable((results) -> results, 1);
	}

	private List<Mono<List<BatchResult>>> cut(List<QStashMessage> messages) {
		Cut cut = new Cut();
		messages.forEach(cut::add);
		return cut.end();
	}

	private Mono<List<BatchResult>> batched(List<OutgoingMessage> messages) {
		return orFailed(Mono.defer(() -> this.calls.batch(messages)), messages.size());
	}

	private Mono<List<BatchResult>> published(OutgoingMessage message) {
		return orFailed(Mono.defer(() -> this.calls.publish(message))
			.map((response) -> List.of(new BatchResult.Accepted(response))), 1);
	}

	private Mono<List<BatchResult>> refused(InvalidMessageException ex) {
		return this.settings.failFast() ? Mono.error(ex)
				: Mono.just(List.of(new BatchResult.Rejected(String.valueOf(ex.getMessage()))));
	}

	private Mono<List<BatchResult>> orFailed(Mono<List<BatchResult>> call, int messages) {
		return this.settings.failFast() ? call : call.onErrorResume(QStashException.class,
				(ex) -> Mono.just(Collections.nCopies(messages, new BatchResult.Failed(ex))));
	}

	/** The calls that bring some messages, in the order of the messages. */
	private final class Cut {

		private final List<Mono<List<BatchResult>>> calls = new ArrayList<>();

		private List<OutgoingMessage> batch = new ArrayList<>();

		private long bytes;

		void add(QStashMessage given) {
			OutgoingMessage message;
			try {
				message = MessageStream.this.preparation.prepare(given);
			}
			catch (InvalidMessageException ex) {
				addCall(refused(ex));
				return;
			}
			if (!message.body().isText()) {
				addCall(published(message));
				return;
			}
			long size = message.size();
			if (this.bytes + size > MessageStream.this.settings.maxBytes()) {
				endBatch();
			}
			this.batch.add(message);
			this.bytes += size;
		}

		List<Mono<List<BatchResult>>> end() {
			endBatch();
			return this.calls;
		}

		private void addCall(Mono<List<BatchResult>> call) {
			endBatch();
			this.calls.add(call);
		}

		private void endBatch() {
			if (!this.batch.isEmpty()) {
				this.calls.add(batched(this.batch));
				this.batch = new ArrayList<>();
				this.bytes = 0;
			}
		}

	}

}
