package io.github.qstash.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Makes a call again as its policy says. The last failure is what the caller gets, with
 * nothing wrapped around it.
 */
final class CallRetries {

	// QStash remembers deduplication ids for ten minutes
	private static final Duration SAFE_TIME = Duration.ofMinutes(5);

	private final QStashRetryPolicy policy;

	private final Clock clock;

	CallRetries(QStashRetryPolicy policy, Clock clock) {
		this.policy = policy;
		this.clock = clock;
	}

	/**
	 * Make a call again if need be.
	 * @param <T> type of the result
	 * @param call the call, which is made soon: its time begins now
	 * @param repeatable whether it may be made again
	 * @return the call with its retries
	 */
	<T> Mono<T> apply(Mono<T> call, boolean repeatable) {
		if (!repeatable || !this.policy.enabled()) {
			return call;
		}
		// the first attempt may be the one that brought the message
		Instant end = this.clock.instant().plus(SAFE_TIME);
		// most calls succeed, and what keeps count is made when one has failed
		return call.onErrorResume((failure) -> pause(0, failure, end).then(call.retryWhen(Retry.from(
				(signals) -> signals.concatMap((signal) -> pause(1 + signal.totalRetries(), signal.failure(), end))))));
	}

	private Mono<Long> pause(long retries, Throwable failure, Instant end) {
		Instant now = this.clock.instant();
		Duration wait = this.policy.waitAfter(retries, failure, now);
		return (wait != null && !now.plus(wait).isAfter(end)) ? Mono.delay(wait) : Mono.error(failure);
	}

}
