package io.github.qstash.publish;

import java.util.ArrayList;
import java.util.List;

import io.github.qstash.client.QStashOperations;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a transaction has committed and travels together: one publication, or those of one
 * batched {@link Flux}. Each has its own outcome.
 *
 * @param publications the publications, at least one
 */
record PublicationBatch(List<Publication> publications) {

	/**
	 * Divide publications into batches.
	 * @param publications what to publish
	 * @return the batches, in order
	 */
	static List<PublicationBatch> of(List<Publication> publications) {
		List<PublicationBatch> batches = new ArrayList<>();
		for (Publication publication : publications) {
			PublicationBatch last = batches.isEmpty() ? null : batches.get(batches.size() - 1);
			if (last == null || !last.first().isBatchedWith(publication)) {
				last = new PublicationBatch(new ArrayList<>());
				batches.add(last);
			}
			last.publications.add(publication);
		}
		return batches;
	}

	Publication first() {
		return this.publications.get(0);
	}

	/**
	 * Publish on subscription.
	 * @param operations what to publish with
	 * @return completes when each publication has its outcome, and does not fail
	 */
	Mono<Void> publish(QStashOperations operations) {
		Mono<?> published = (this.publications.size() == 1) ? Mono.defer(() -> first().publish(operations))
				: new PublicationStream(operations, Flux.fromIterable(this.publications)).published().then();
		return published.then().onErrorResume((ex) -> Mono.fromRunnable(() -> fail(ex)));
	}

	/**
	 * Fail the publications that have no outcome.
	 * @param reason why there will be none
	 */
	void fail(Throwable reason) {
		for (Publication publication : this.publications) {
			if (!publication.isComplete()) {
				publication.fail(reason);
			}
		}
	}

}
