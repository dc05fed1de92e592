package io.github.qstash.publish;

import java.util.Optional;
import java.util.function.Function;

import io.github.qstash.annotation.PublishPhase;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Decorates reactive types so that their values are published before the subscriber gets
 * them, or held until the transaction commits in which they were subscribed to.
 */
final class ReactivePublishing {

	private final Publishing publishing;

	private final Transactions transactions;

	ReactivePublishing(Publishing publishing, Transactions transactions) {
		this.publishing = publishing;
		this.transactions = transactions;
	}

	<T> Mono<T> decorate(Mono<T> source, MethodCall call, PublishDefinition definition) {
		if (isImmediate(definition)) {
			return source.flatMap((value) -> publish(value, call, definition, null));
		}
		return Mono
			.from(inTransaction(call, (held) -> source.flatMap((value) -> publish(value, call, definition, held))));
	}

	<T> Flux<T> decorate(Flux<T> source, MethodCall call, PublishDefinition definition) {
		if (isImmediate(definition)) {
			return publish(source, call, definition, null);
		}
		return Flux.from(inTransaction(call, (held) -> publish(source, call, definition, held)));
	}

	private boolean isImmediate(PublishDefinition definition) {
		return definition.phase() == PublishPhase.IMMEDIATELY || this.transactions == Transactions.NONE;
	}

	private <T> Flux<T> publish(Flux<T> source, MethodCall call, PublishDefinition definition,
			@Nullable HeldPublications held) {
		if (definition.batch() && held == null) {
			return new BatchedFlux<>(this.publishing, call, definition, source).decorated();
		}
		// asks for a value when the one before is published
		return source.concatMap((value) -> publish(value, call, definition, held), 0);
	}

	private <T> Mono<T> publish(T value, MethodCall call, PublishDefinition definition,
			@Nullable HeldPublications held) {
		Publication publication = new Publication(call, definition, value);
		if (held != null && held.hold(publication)) {
			return Mono.just(value);
		}
		return this.publishing.publish(publication, true).thenReturn(value);
	}

	private <T> Flux<T> inTransaction(MethodCall call, Function<@Nullable HeldPublications, Publisher<T>> decorated) {
		return Flux.defer(() -> {
			HeldPublications held = this.transactions.ofThread(call);
			if (held != null) {
				return decorated.apply(held);
			}
			return this.transactions.ofContext(call)
				.map(Optional::of)
				.defaultIfEmpty(Optional.empty())
				.flatMapMany((found) -> decorated.apply(found.orElse(null)));
		});
	}

}
