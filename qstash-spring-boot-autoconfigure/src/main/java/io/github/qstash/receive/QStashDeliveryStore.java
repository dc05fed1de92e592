package io.github.qstash.receive;

import java.time.Duration;

import reactor.core.publisher.Mono;

/**
 * Remembers which deliveries are being handled and which have been, so that each is
 * handled once although QStash delivers at least once. All instances of an application
 * need the same store, unless there is only one.
 * <p>
 * {@code begin} must be atomic: of all that begin with the same id at the same time, one
 * is told {@link State#NEW}. Errors of the store are signalled as errors; a delivery is
 * not handled then, and QStash tries again.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/retry">QStash: at least once</a>
 */
public interface QStashDeliveryStore {

	/**
	 * Claim an id, unless it is claimed or done.
	 * @param attempt whose id is claimed
	 * @param inProgressTimeout how long the claim holds: after this time the attempt is
	 * taken as lost, with the instance that made it
	 * @return what is known of the id; {@link State#NEW} if it belongs to the attempt now
	 */
	Mono<State> begin(Attempt attempt, Duration inProgressTimeout);

	/**
	 * Note that an id is done, whoever claims it.
	 * @param attempt whose id is done
	 * @param ttl how long this is remembered
	 * @return completes when it is noted
	 */
	Mono<Void> complete(Attempt attempt, Duration ttl);

	/**
	 * Forget an id, if the attempt still claims it.
	 * @param attempt whose id is free for the next one
	 * @return completes when it is forgotten, or is found to belong to another one
	 */
	Mono<Void> release(Attempt attempt);

	/**
	 * What is known of an id.
	 */
	enum State {

		/** Nothing: it was not seen, an attempt failed, or too much time has passed. */
		NEW,

		/** Another attempt is under way. */
		IN_PROGRESS,

		/** An attempt has succeeded. */
		DONE

	}

	/**
	 * An attempt to handle a delivery.
	 *
	 * @param id what must be handled once, up to 100 letters, digits, {@code :},
	 * {@code -} and {@code _}
	 * @param owner unique to the attempt: one that took too long must not free the claim
	 * of its successor
	 */
	record Attempt(String id, String owner) {

	}

}
