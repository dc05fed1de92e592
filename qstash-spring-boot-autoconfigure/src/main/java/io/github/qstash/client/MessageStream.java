package io.github.qstash.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

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
		return Flux.from(messages)
			.bufferTimeout(this.settings.maxMessages(), this.settings.maxWait(), true)
			.concatMapIterable(this::cut, 1)
			.flatMapSequential((call) -> call, this.settings.concurrency(), 1)
			.concatMapIterable((results) -> results, 1);
	}

	/** The calls that bring these messages, in their order. */
	private List<Mono<List<BatchResult>>> cut(List<QStashMessage> messages) {
		List<Mono<List<BatchResult>>> cut = new ArrayList<>();
		List<OutgoingMessage> batch = new ArrayList<>();
		long bytes = 0;
		for (QStashMessage given : messages) {
			OutgoingMessage message;
			try {
				message = this.preparation.prepare(given);
			}
			catch (InvalidMessageException ex) {
				cut.add(batch(batch));
				batch = new ArrayList<>();
				cut.add(invalid(ex));
				continue;
			}
			boolean full = bytes + message.size() > this.settings.maxBytes();
			if (!batch.isEmpty() && (full || !message.isText())) {
				cut.add(batch(batch));
				batch = new ArrayList<>();
				bytes = 0;
			}
			if (message.isText()) {
				batch.add(message);
				bytes += message.size();
			}
			else {
				cut.add(single(message));
			}
		}
		cut.add(batch(batch));
		return cut;
	}

	private Mono<List<BatchResult>> batch(List<OutgoingMessage> messages) {
		return guarded(Mono.defer(() -> this.calls.batch(messages)), messages.size());
	}

	private Mono<List<BatchResult>> single(OutgoingMessage message) {
		return guarded(Mono.defer(() -> this.calls.publish(message))
			.map((response) -> List.of(new BatchResult.Accepted(response))), 1);
	}

	private Mono<List<BatchResult>> invalid(InvalidMessageException ex) {
		return this.settings.failFast() ? Mono.error(ex)
				: Mono.just(List.of(new BatchResult.Rejected(String.valueOf(ex.getMessage()))));
	}

	private Mono<List<BatchResult>> guarded(Mono<List<BatchResult>> call, int messages) {
		return this.settings.failFast() ? call : call.onErrorResume(QStashException.class, (ex) -> {
			BatchResult failed = new BatchResult.Failed(ex);
			return Mono.just(Collections.nCopies(messages, failed));
		});
	}

}
