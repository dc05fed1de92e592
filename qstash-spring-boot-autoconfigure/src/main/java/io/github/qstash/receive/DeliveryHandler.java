package io.github.qstash.receive;

import reactor.core.publisher.Mono;

/**
 * Handles genuine deliveries: the last link of a chain whose other links look at a
 * delivery first.
 *
 * @param <T> the type of the payload
 */
@FunctionalInterface
interface DeliveryHandler<T> {

	/**
	 * Handle a delivery.
	 * @param delivery the delivery
	 * @return completes when the delivery is handled, with a value for callbacks or
	 * without one; an error decides what QStash is answered
	 */
	Mono<?> handle(QStashDelivery<T> delivery);

}
