package io.github.qstash.receive;

import reactor.core.publisher.Mono;

/**
 * Base class of a controller that receives deliveries at its path, on Spring WebFlux and
 * on Spring MVC. Only genuine deliveries reach {@link #handle(QStashDelivery)}, with
 * their payload decoded.
 *
 * <pre class="code">
 * &#064;RestController
 * &#064;RequestMapping("/shipments")
 * class Shipments extends QStashController&lt;Order&gt; {
 *
 *   &#064;Override
 *   protected Mono&lt;?&gt; handle(QStashDelivery&lt;Order&gt; delivery) {
 *     return this.warehouse.ship(delivery.payload());
 *   }
 *
 * }
 * </pre>
 *
 * The payload type is {@code byte[]} or {@code String} for the body as it is, and
 * anything else for JSON. What a delivery is answered:
 * <ul>
 * <li>200 when the handler has completed; its value, if any, is the body that QStash
 * hands to callbacks: {@code byte[]} and {@code String} as they are, anything else as
 * JSON</li>
 * <li>401 when the signature is missing or wrong, 413 when the body is too large, 408
 * when it does not arrive in time</li>
 * <li>489, for no other attempt, when the payload is no JSON or does not match its type,
 * or the handler fails with {@link NonRetryableDeliveryException}</li>
 * <li>503 with {@code Retry-After} when it fails with {@link RetryDeliveryException}</li>
 * <li>500 when it fails with anything else, or the payload type cannot be decoded at all:
 * QStash tries again</li>
 * </ul>
 *
 * @param <T> the type of the payload
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/receiving">QStash: receiving</a>
 */
public abstract non-sealed class QStashController<T> extends AbstractQStashController<T> {

	/**
	 * Create a controller.
	 * @throws IllegalStateException if the type of the payload is not known
	 */
	protected QStashController() {
		super(QStashController.class);
	}

	/**
	 * Handle a delivery. QStash delivers at least once: the same message may arrive
	 * again.
	 * <p>
	 * May be called on an event loop, so it must not block: for handlers that do, there
	 * is {@link BlockingQStashController}. Called on this object itself, so annotations
	 * that need a proxy, such as {@code @Transactional}, belong to the services it calls.
	 * @param delivery the delivery
	 * @return a {@code Mono} that completes when the delivery is handled, with a value
	 * for callbacks or without one
	 */
	protected abstract Mono<?> handle(QStashDelivery<T> delivery);

	@Override
	final DeliveryHandler<T> handler(QStashReceiver receiver) {
		return this::handle;
	}

}
