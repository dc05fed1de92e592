package io.github.qstash.publish;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Spring's transactions. A method that runs in a transaction of its own, or in none,
 * whatever its caller is in, does not wait for that of the caller.
 */
final class SpringTransactions implements Transactions {

	private final ThreadTransactions threads;

	private final ContextTransactions contexts;

	private final Predicate<MethodCall> separate;

	SpringTransactions(WaitingPublishing waiting, Publishing publishing, Predicate<MethodCall> separate) {
		this.threads = new ThreadTransactions(waiting);
		this.contexts = new ContextTransactions(publishing);
		this.separate = separate;
	}

	@Override
	public @Nullable HeldPublications ofThread(MethodCall call) {
		return this.separate.test(call) ? null : this.threads.current();
	}

	@Override
	public Mono<HeldPublications> ofContext(MethodCall call) {
		return this.separate.test(call) ? Mono.empty() : this.contexts.current();
	}

}
