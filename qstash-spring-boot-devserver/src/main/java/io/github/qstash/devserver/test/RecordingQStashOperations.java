package io.github.qstash.devserver.test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

import io.github.qstash.client.BatchResult;
import io.github.qstash.client.PublishReceipt;
import io.github.qstash.client.PublishResponse;
import io.github.qstash.client.QStashException;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.message.Destination;
import io.github.qstash.message.QStashMessage;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A QStash for plain unit tests: it remembers what is published, sends nothing, and
 * accepts everything, unless it is told to fail. A message counts when the returned
 * publisher is subscribed to, as with the real one. Thread-safe.
 *
 * @since 1.0.0
 */
public final class RecordingQStashOperations implements QStashOperations {

	private final List<QStashMessage> published = new ArrayList<>();

	private final Deque<QStashException> failures = new ArrayDeque<>();

	private int ids;

	/**
	 * Return what was published and accepted.
	 * @return the messages, as they were handed in, in their order
	 */
	public synchronized List<QStashMessage> published() {
		return List.copyOf(this.published);
	}

	/**
	 * Return what was published to a destination.
	 * @param destination the destination, as it was handed in
	 * @return the messages in their order
	 */
	public List<QStashMessage> published(String destination) {
		Destination wanted = Destination.of(destination);
		return published().stream().filter((message) -> message.destination().equals(wanted)).toList();
	}

	/**
	 * Let the next call fail that does not fail yet. A call is a publish, a batch, or one
	 * message of a stream.
	 * @param failure the error of the call
	 */
	public synchronized void failNext(QStashException failure) {
		this.failures.add(failure);
	}

	@Override
	public Mono<PublishResponse> publish(QStashMessage message) {
		return Mono.fromSupplier(() -> accept(List.of(message)).get(0));
	}

	@Override
	public Mono<List<BatchResult>> batch(Collection<QStashMessage> messages) {
		return Mono.fromSupplier(() -> accept(messages).stream().<BatchResult>map(BatchResult.Accepted::new).toList());
	}

	@Override
	public Flux<BatchResult> publishAll(Publisher<QStashMessage> messages) {
		return Flux.from(messages)
			.concatMap((message) -> publish(message).<BatchResult>map(BatchResult.Accepted::new)
				.onErrorResume(QStashException.class, (ex) -> Mono.just(new BatchResult.Failed(ex))));
	}

	private synchronized List<PublishResponse> accept(Collection<QStashMessage> messages) {
		QStashException failure = this.failures.poll();
		if (failure != null) {
			throw failure;
		}
		this.published.addAll(messages);
		return messages.stream()
			.map((message) -> new PublishResponse(List.of(new PublishReceipt("msg_" + ++this.ids, null, false))))
			.toList();
	}

}
