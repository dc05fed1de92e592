package io.github.qstash.publish;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Spring's transactions. A method that runs in a transaction of its own, or in none,
 * whatever its caller is in, does not wait for that of the caller.
 */
final class SpringTransactions implements Transactions {

	private final ThreadTransactions threads;

	private final ContextTransactions contexts;

	private final MethodTransactions ofMethods;

	SpringTransactions(WaitingPublishing waiting, Publishing publishing, MethodTransactions ofMethods) {
		this.threads = new ThreadTransactions(waiting);
		this.contexts = new ContextTransactions(publishing);
		this.ofMethods = ofMethods;
	}

	@Override
	public @Nullable HeldPublications ofThread(MethodCall call) {
		return this.ofMethods.areSeparate(call) ? null : this.threads.current();
	}

	@Override
	public Mono<HeldPublications> ofContext(MethodCall call) {
		return this.ofMethods.areSeparate(call) ? Mono.empty() : this.contexts.current();
	}

	@Override
	public boolean isWithin(MethodCall call) {
		return this.ofMethods.areReactive(call);
	}

}
