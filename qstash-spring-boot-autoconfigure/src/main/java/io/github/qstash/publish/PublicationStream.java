package io.github.qstash.publish;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.qstash.client.BatchResult;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Publishes a stream of publications in batches. Each comes out when all its messages
 * have a result, in the order of the source. The source is asked for what the batches
 * need, and for a bounded number of publications that have no message. For one
 * subscriber.
 */
final class PublicationStream {

	// publications without a message that may wait
	private static final int READ_AHEAD = 32;

	private final QStashOperations operations;

	private final Flux<Publication> source;

	private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger withoutMessage = new AtomicInteger();

	private final Sinks.Many<Optional<BatchResult>> nothingPublished = Sinks.many().unicast().onBackpressureBuffer();

	private volatile @Nullable Throwable sourceError;

	private volatile @Nullable Throwable failure;

	PublicationStream(QStashOperations operations, Flux<Publication> source) {
		this.operations = operations;
		this.source = source;
	}

	/**
	 * Publish on subscription.
	 * @return the publications with their outcome; fails at its end if the source does,
	 * or if publishing ended too early because it is set to fail fast
	 */
	Flux<Publication> published() {
		Flux<QStashMessage> messages = this.source.onErrorResume((ex) -> {
			// what came before is published first
			this.sourceError = ex;
			return Flux.empty();
		}).concatMap(this::messages, 1);
		Flux<Optional<BatchResult>> results = this.operations.publishAll(messages)
			.map(Optional::of)
			.onErrorResume((ex) -> {
				this.failure = ex;
				return Flux.empty();
			})
			.doOnComplete(() -> this.nothingPublished
				.emitComplete(Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1))));
		return Flux.merge(1, results, this.nothingPublished.asFlux())
			.concatMapIterable(this::complete, 1)
			.concatWith(Flux.defer(this::rest));
	}

	private Publisher<QStashMessage> messages(Publication publication) {
		List<QStashMessage> prepared = prepare(publication);
		if (!prepared.isEmpty()) {
			this.waiting.add(new Waiting(publication, null));
			return Flux.fromIterable(prepared);
		}
		boolean room = this.withoutMessage.incrementAndGet() < READ_AHEAD;
		Sinks.Empty<QStashMessage> gone = Sinks.empty();
		this.waiting.add(new Waiting(publication, gone));
		this.nothingPublished.tryEmitNext(Optional.empty());
		return room ? Flux.empty() : gone.asMono();
	}

	private List<QStashMessage> prepare(Publication publication) {
		try {
			return publication.prepare(this.operations);
		}
		catch (RuntimeException ex) {
			// the publication has it as its outcome
			return List.of();
		}
	}

	private List<Publication> complete(Optional<BatchResult> result) {
		List<Publication> complete = new ArrayList<>();
		List<Sinks.Empty<QStashMessage>> gone = new ArrayList<>();
		BatchResult next = result.orElse(null);
		for (Waiting first = this.waiting.peek(); first != null; first = this.waiting.peek()) {
			Publication publication = first.publication();
			if (!publication.isComplete() && next != null) {
				publication.take(next);
				next = null;
			}
			if (!publication.isComplete()) {
				break;
			}
			this.waiting.remove();
			complete.add(publication);
			if (first.gone() != null) {
				gone.add(first.gone());
			}
		}
		// not before: the source goes on at once
		this.withoutMessage.addAndGet(-gone.size());
		gone.forEach(Sinks.Empty::tryEmitEmpty);
		return complete;
	}

	private Flux<Publication> rest() {
		Throwable reason = this.failure;
		if (reason != null) {
			this.waiting.stream()
				.map(Waiting::publication)
				.filter((publication) -> !publication.isComplete())
				.forEach((publication) -> publication.fail(reason));
		}
		Throwable end = (reason != null) ? reason : this.sourceError;
		Flux<Publication> rest = Flux.fromIterable(this.waiting).map(Waiting::publication);
		return (end != null) ? rest.concatWith(Flux.error(end)) : rest;
	}

	/**
	 * A publication that has not come out.
	 *
	 * @param publication the publication
	 * @param gone completes when it has, if it has no message
	 */
	private record Waiting(Publication publication, Sinks.@Nullable Empty<QStashMessage> gone) {

	}

}
