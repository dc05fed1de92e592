package io.github.qstash.client;

import java.time.Clock;
import java.time.Duration;

import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Makes a call again as its policy says. The last failure is what the caller gets, with
 * nothing wrapped around it.
 */
final class CallRetries {

	private final QStashRetryPolicy policy;

	private final Clock clock;

	private final Retry furtherRetries;

	CallRetries(QStashRetryPolicy policy, Clock clock) {
		this.policy = policy;
		this.clock = clock;
		this.furtherRetries = Retry
			.from((signals) -> signals.concatMap((signal) -> pause(1 + signal.totalRetries(), signal.failure())));
	}

	<T> Mono<T> apply(Mono<T> call, boolean repeatable) {
		if (!repeatable || !this.policy.enabled()) {
			return call;
		}
		// most calls succeed, and what keeps count is made when the first attempt has
		// failed
		return call.onErrorResume((failure) -> pause(0, failure).then(call.retryWhen(this.furtherRetries)));
	}

	private Mono<Long> pause(long retries, Throwable failure) {
		Duration wait = this.policy.waitAfter(retries, failure, this.clock.instant());
		return (wait != null) ? Mono.delay(wait) : Mono.error(failure);
	}

}
