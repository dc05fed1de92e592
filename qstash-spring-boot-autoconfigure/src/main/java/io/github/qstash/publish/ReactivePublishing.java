package io.github.qstash.publish;

import java.util.Optional;
import java.util.function.Function;

import io.github.qstash.annotation.PublishPhase;
import org.jspecify.annotations.Nullable;
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
		if (this.transactions == Transactions.NONE) {
			return source.flatMap((value) -> publish(value, call, definition, null, true));
		}
		return held(call).flatMap((held) -> source.flatMap(
				(value) -> publish(value, call, definition, waitsFor(held, definition), isTold(held, definition))));
	}

	<T> Flux<T> decorate(Flux<T> source, MethodCall call, PublishDefinition definition) {
		if (this.transactions == Transactions.NONE) {
			return publish(source, call, definition, true);
		}
		return held(call).flatMapMany((held) -> {
			HeldPublications waits = waitsFor(held, definition);
			return (waits != null) ? publish(source, call, definition, waits, true)
					: publish(source, call, definition, isTold(held, definition));
		});
	}

	private static @Nullable HeldPublications waitsFor(Optional<HeldPublications> held, PublishDefinition definition) {
		return (definition.phase() == PublishPhase.AFTER_COMMIT) ? held.orElse(null) : null;
	}

	// a caller that is told would roll back what the method has done
	private static boolean isTold(Optional<HeldPublications> held, PublishDefinition definition) {
		return definition.phase() == PublishPhase.AFTER_COMMIT || held.isEmpty();
	}

	private <T> Flux<T> publish(Flux<T> source, MethodCall call, PublishDefinition definition, boolean told) {
		if (this.transactions.isWithin(call)) {
			return publishAtTheEnd(source, call, definition, told);
		}
		return definition.batch() ? batched(source, call, definition, told)
				: publish(source, call, definition, null, told);
	}

	// the values come before the commit, the end of the stream comes after it
	private <T> Flux<T> publishAtTheEnd(Flux<T> source, MethodCall call, PublishDefinition definition, boolean told) {
		return Flux.defer(() -> {
			HeldPublications held = new HeldPublications();
			Mono<T> published = Mono.defer(() -> this.publishing.publishCommitted(held.commit(), told))
				.then(Mono.empty());
			return publish(source, call, definition, held, told).concatWith(published);
		});
	}

	private <T> Flux<T> publish(Flux<T> source, MethodCall call, PublishDefinition definition,
			@Nullable HeldPublications held, boolean told) {
		// asks for a value when the one before is published
		return inTurn(source, (value) -> publish(value, call, definition, held, told), 0);
	}

	// what ends the source comes after what is under way, instead of cutting it off
	private static <S, T> Flux<T> inTurn(Flux<S> source, Function<S, Mono<T>> step, int prefetch) {
		return source.materialize().concatMap((signal) -> {
			S value = signal.get();
			Throwable error = signal.getThrowable();
			if (value != null) {
				return step.apply(value);
			}
			return (error != null) ? Mono.error(error) : Mono.empty();
		}, prefetch);
	}

	@SuppressWarnings("unchecked")
	private <T> Flux<T> batched(Flux<T> source, MethodCall call, PublishDefinition definition, boolean told) {
		Flux<Publication> published = Flux.defer(() -> new PublicationStream(this.publishing.operations(),
				source.map((value) -> new Publication(call, definition, value)))
			.published());
		return inTurn(published,
				(publication) -> publication.outcome()
					.onErrorResume((ex) -> this.publishing.failures().handle(publication, ex, told))
					.thenReturn((T) publication.value()),
				1);
	}

	private <T> Mono<T> publish(T value, MethodCall call, PublishDefinition definition, @Nullable HeldPublications held,
			boolean told) {
		Publication publication = new Publication(call, definition, value);
		if (held != null && held.hold(publication)) {
			return Mono.just(value);
		}
		return this.publishing.publish(publication, told).thenReturn(value);
	}

	private Mono<Optional<HeldPublications>> held(MethodCall call) {
		return Mono.defer(() -> {
			HeldPublications ofThread = this.transactions.ofThread(call);
			return (ofThread != null) ? Mono.just(Optional.of(ofThread))
					: this.transactions.ofContext(call).map(Optional::of).defaultIfEmpty(Optional.empty());
		});
	}

}
