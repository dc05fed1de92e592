package io.github.qstash.receive;

import org.jspecify.annotations.Nullable;

/**
 * The twin of {@link QStashController} for handlers that block, as those do that use a
 * database through JDBC. Works on Spring WebFlux and on Spring MVC.
 *
 * <pre class="code">
 * &#064;RestController
 * &#064;RequestMapping("/shipments")
 * class Shipments extends BlockingQStashController&lt;Order&gt; {
 *
 *   &#064;Override
 *   protected Object handle(QStashDelivery&lt;Order&gt; delivery) {
 *     return this.warehouse.ship(delivery.payload());
 *   }
 *
 * }
 * </pre>
 *
 * The payload types and what a delivery is answered are the same.
 *
 * @param <T> the type of the payload
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/receiving">QStash: receiving</a>
 */
public abstract non-sealed class BlockingQStashController<T> extends AbstractQStashController<T> {

	/**
	 * Create a controller.
	 * @throws IllegalStateException if the type of the payload is not known
	 */
	protected BlockingQStashController() {
		super(BlockingQStashController.class);
	}

	/**
	 * Handle a delivery. QStash delivers at least once: the same message may arrive
	 * again.
	 * <p>
	 * Called on a thread that may block: a virtual one on Java 21 and later, else one of
	 * a bounded pool. It is not interrupted when QStash stops waiting. Called on this
	 * object itself, so annotations that need a proxy, such as {@code @Transactional},
	 * belong to the services it calls.
	 * @param delivery the delivery
	 * @return a value for callbacks, or {@code null}; a {@code Mono} or a
	 * {@code CompletionStage} is waited for
	 * @throws Exception if the delivery could not be handled
	 */
	protected abstract @Nullable Object handle(QStashDelivery<T> delivery) throws Exception;

	@Override
	final DeliveryHandler<T> handler(QStashReceiver receiver) {
		return (delivery) -> receiver.blockingCalls()
			.call(() -> handle(delivery))
			.flatMap((value) -> HandlerValue.of(name(), value));
	}

}
