package io.github.qstash.publish;

import java.util.List;
import java.util.function.Supplier;

import io.github.qstash.client.QStashOperations;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Publishes without making a thread wait, and does with failures what the annotation
 * says.
 */
final class Publishing {

	private final Supplier<QStashOperations> operations;

	private final PublishFailures failures;

	Publishing(Supplier<QStashOperations> operations, PublishFailures failures) {
		this.operations = operations;
		this.failures = failures;
	}

	QStashOperations operations() {
		return this.operations.get();
	}

	PublishFailures failures() {
		return this.failures;
	}

	/**
	 * Publish on subscription.
	 * @param publication what to publish
	 * @param told whether there is a caller to be told of a failure
	 * @return completes when everything is accepted, or the failure is taken care of
	 */
	Mono<Void> publish(Publication publication, boolean told) {
		return Mono.defer(() -> publication.publish(operations()))
			.then()
			.onErrorResume((ex) -> this.failures.handle(publication, ex, told));
	}

	/**
	 * Publish one after the other what a transaction has committed. A failure does not
	 * keep what follows from being published.
	 * @param publications what to publish
	 * @param told whether there is a caller to be told of a failure
	 * @return fails with the first failure that is to be told, when all have been tried
	 */
	Mono<Void> publishCommitted(List<Publication> publications, boolean told) {
		return Flux.fromIterable(PublicationBatch.of(publications))
			.concatMap((batch) -> Flux.defer(() -> batch.publish(operations()).thenMany(failures(batch, told))))
			.reduce(Publishing::first)
			.flatMap(Mono::error);
	}

	// the failures that are to be told
	private Flux<Throwable> failures(PublicationBatch batch, boolean told) {
		return Flux.fromIterable(batch.publications())
			.concatMap((publication) -> publication.outcome()
				.onErrorResume((ex) -> this.failures.handle(publication, ex, told))
				.then(Mono.<Throwable>empty())
				.onErrorResume(Mono::just));
	}

	/**
	 * Return one failure that remembers another.
	 * @param <T> type of the failures
	 * @param first the failure to be told
	 * @param next another one
	 * @return the first
	 */
	static <T extends Throwable> T first(T first, T next) {
		if (first != next) {
			first.addSuppressed(next);
		}
		return first;
	}

}
