package io.github.qstash.publish;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Finds the transaction for whose commit a publication waits.
 */
interface Transactions {

	/** For applications without Spring's transactions. */
	Transactions NONE = new Transactions() {

		@Override
		public @Nullable HeldPublications ofThread(MethodCall call) {
			return null;
		}

		@Override
		public Mono<HeldPublications> ofContext(MethodCall call) {
			return Mono.empty();
		}

		@Override
		public boolean isWithin(MethodCall call) {
			return false;
		}

	};

	/**
	 * Find the transaction of the current thread.
	 * @param call the call whose value is published
	 * @return where to hold the publication, or {@code null} if there is no transaction
	 */
	@Nullable HeldPublications ofThread(MethodCall call);

	/**
	 * Find the transaction of the subscriber's context.
	 * @param call the call whose value is published
	 * @return where to hold the publication, or empty if there is no transaction
	 */
	Mono<HeldPublications> ofContext(MethodCall call);

	/**
	 * Return whether a reactive transaction of the method itself is begun and ended by
	 * what surrounds the method, within the aspect. A stream of many values comes out of
	 * it before its commit.
	 * @param call the call whose values are published
	 * @return whether the transaction ends with the values
	 */
	boolean isWithin(MethodCall call);

}
