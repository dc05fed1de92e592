package io.github.qstash.publish;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * How the value of a method is published on its way back to the caller.
 */
interface ReturnStrategy {

	/**
	 * Call the method and publish its value.
	 * @param invocation the call
	 * @param publication publishes one value
	 * @return what the caller gets
	 * @throws Throwable what the method or the publication throws
	 */
	@Nullable Object invoke(MethodInvocation invocation, Publication publication) throws Throwable;

	/**
	 * Publishes one value of the method.
	 */
	@FunctionalInterface
	interface Publication {

		/**
		 * Publish a value, on each subscription.
		 * @param value the value
		 * @return completes when QStash has accepted the message
		 */
		Mono<?> of(Object value);

	}

}
