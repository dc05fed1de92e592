package io.github.qstash.devserver.runtime;

import io.github.qstash.devserver.engine.AttemptOutcome;
import io.github.qstash.devserver.engine.AttemptRequest;
import io.github.qstash.signature.SigningKeys;
import reactor.core.publisher.Mono;

/**
 * Carries out delivery attempts.
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface AttemptSender {

	/** How many attempts of one lane run at the same time. */
	int ATTEMPTS_PER_LANE = 128;

	/**
	 * Return which attempts this one shares its lane with, and may have to wait for.
	 * @param request what will be sent
	 * @return name of the lane; by default every URL has a lane of its own
	 */
	default String lane(AttemptRequest request) {
		return request.url();
	}

	/**
	 * Send a request. This is called in the order of the starts, on a thread that must
	 * not wait. Nothing happens before the result is subscribed to; cancelling the
	 * subscription aborts the attempt.
	 * @param request what to send
	 * @param keys keys of the account whose message it is
	 * @return how the attempt ended
	 */
	Mono<AttemptOutcome> send(AttemptRequest request, SigningKeys keys);

}
