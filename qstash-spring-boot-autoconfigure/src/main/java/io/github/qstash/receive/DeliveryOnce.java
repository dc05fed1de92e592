package io.github.qstash.receive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import io.github.qstash.receive.QStashDeliveryStore.Attempt;
import io.github.qstash.receive.QStashDeliveryStore.State;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Has a delivery handled, unless this was done or is being done. What it is given is
 * genuine: nobody else gets to the store.
 */
final class DeliveryOnce {

	private static final Log logger = LogFactory.getLog(DeliveryOnce.class);

	/** Signatures of QStash are valid for minutes. */
	private static final Duration SHORT_VALIDITY = Duration.ofHours(1);

	/** How long to wait for the store. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final QStashDeliveryStore store;

	private final IdempotencySettings settings;

	DeliveryOnce(QStashDeliveryStore store, IdempotencySettings settings) {
		this.store = store;
		this.settings = settings;
	}

	/**
	 * Put this before a handler. What it returns then is nothing if the delivery has been
	 * handled before, and a {@link RetryDeliveryException} if it is being handled.
	 * @param <T> the type of the payload
	 * @param handler handles deliveries
	 * @return handles each once
	 */
	<T> DeliveryHandler<T> before(DeliveryHandler<T> handler) {
		return (delivery) -> Mono.defer(() -> {
			List<Claim> claims = claims(delivery);
			return begin(claims, 0).onErrorResume((ex) -> release(claims).then(Mono.error(ex)))
				.flatMap((state) -> switch (state) {
					case NEW -> toItsEnd(
							Mono.usingWhen(Mono.just(claims), (claimed) -> handler.handle(delivery).cast(Object.class),
									this::complete, (claimed, ex) -> release(claimed), this::release));
					case IN_PROGRESS -> Mono.error(() -> new RetryDeliveryException(this.settings.inProgressTimeout(),
							"It is being handled already", null));
					case DONE -> {
						logger.info("Handled before: " + delivery);
						yield Mono.empty();
					}
				});
		});
	}

	// also when QStash has hung up: it delivers again, and must be told what came out
	private static Mono<Object> toItsEnd(Mono<Object> handling) {
		return Mono
			.deferContextual((context) -> Mono.fromFuture(() -> handling.contextWrite(context).toFuture(), true));
	}

	private List<Claim> claims(QStashDelivery<?> delivery) {
		DeliveryIds ids = DeliveryIds.of(delivery);
		String owner = UUID.randomUUID().toString();
		List<Claim> claims = new ArrayList<>(2);
		if (ids.message() != null) {
			claims.add(new Claim(new Attempt(ids.message(), owner), this.settings.ttl()));
		}
		if (ids.signature() != null) {
			claims.add(new Claim(new Attempt(ids.signature(), owner), signatureTtl(ids.validity())));
		}
		return claims;
	}

	// while it is valid anybody who has seen it can send it again, and afterwards nobody
	private Duration signatureTtl(Duration validity) {
		Duration limit = (this.settings.ttl().compareTo(SHORT_VALIDITY) < 0) ? SHORT_VALIDITY : this.settings.ttl();
		return (validity.compareTo(limit) < 0) ? validity : limit;
	}

	// all or none
	private Mono<State> begin(List<Claim> claims, int index) {
		if (index == claims.size()) {
			return Mono.just(State.NEW);
		}
		return answered(() -> this.store.begin(claims.get(index).attempt(), this.settings.inProgressTimeout()))
			.switchIfEmpty(Mono.error(() -> new IllegalStateException("The store of deliveries told no state")))
			.flatMap((state) -> (state == State.NEW) ? begin(claims, index + 1) : release(claims).thenReturn(state));
	}

	// the delivery was handled, and the answer says so whatever the store does
	private Mono<Void> complete(List<Claim> claims) {
		return Flux.fromIterable(claims)
			.flatMap((claim) -> answered(() -> this.store.complete(claim.attempt(), claim.ttl())))
			.onErrorResume((ex) -> {
				logger.warn("A delivery was handled, but this could not be noted: it may be handled again", ex);
				return Mono.empty();
			})
			.then();
	}

	private Mono<Void> release(List<Claim> claims) {
		return Flux.fromIterable(claims)
			.flatMap((claim) -> answered(() -> this.store.release(claim.attempt())))
			.onErrorResume((ex) -> {
				logger.warn("A delivery was not handled, but this could not be noted: it is handled after "
						+ this.settings.inProgressTimeout() + " at the earliest", ex);
				return Mono.empty();
			})
			.then();
	}

	// QStash does not wait for ever either
	private static <S> Mono<S> answered(Supplier<Mono<S>> call) {
		return UserCode.<S>signal(call)
			.timeout(PATIENCE, Mono.error(() -> new IllegalStateException(
					"The store of deliveries did not answer within " + PATIENCE.toSeconds() + " s")));
	}

	/**
	 * A claim of an attempt.
	 *
	 * @param attempt the attempt
	 * @param ttl how long it is remembered when it has succeeded
	 */
	private record Claim(Attempt attempt, Duration ttl) {

	}

}
