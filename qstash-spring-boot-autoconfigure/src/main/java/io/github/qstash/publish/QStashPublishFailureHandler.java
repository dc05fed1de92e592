package io.github.qstash.publish;

import reactor.core.publisher.Mono;

/**
 * Takes care of what an annotated method returned but could not be published, for example
 * by keeping its messages, with their deduplication ids, in a table from which they are
 * published later. All beans of this type are called, in their order, for methods whose
 * policy is {@link io.github.qstash.annotation.PublishFailurePolicy#HANDLER HANDLER}, or
 * {@link io.github.qstash.annotation.PublishFailurePolicy#DEFAULT DEFAULT} without a
 * caller to be told.
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface QStashPublishFailureHandler {

	/**
	 * Take care of a failure. This may happen on an event loop: blocking work belongs
	 * into {@code Mono.fromRunnable(…).subscribeOn(Schedulers.boundedElastic())}.
	 * @param failure what could not be published
	 * @return completes when the failure is taken care of. Until then the caller does not
	 * get the value; an error is what the caller gets instead of it
	 */
	Mono<Void> handle(QStashPublishFailure failure);

}
