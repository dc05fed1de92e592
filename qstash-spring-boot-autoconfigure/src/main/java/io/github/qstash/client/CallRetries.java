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

	private final Retry retry;

	CallRetries(QStashRetryPolicy policy, Clock clock) {
		this.policy = policy;
		this.retry = Retry.from((signals) -> signals.concatMap((signal) -> {
			Duration wait = policy.waitAfter(signal.totalRetries(), signal.failure(), clock.instant());
			return (wait != null) ? Mono.delay(wait) : Mono.error(signal.failure());
		}));
	}

	<T> Mono<T> apply(Mono<T> call, boolean repeatable) {
		return (repeatable && this.policy.enabled()) ? call.retryWhen(this.retry) : call;
	}

}
