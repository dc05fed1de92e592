package io.github.qstash.receive;

import java.lang.reflect.WildcardType;
import java.util.Arrays;

import io.github.qstash.message.QStashHeaders;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.ResolvableType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/**
 * Base class of a controller that receives deliveries at its path. Only genuine
 * deliveries reach {@link #handle(QStashDelivery)}, with their payload decoded.
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
 * <li>401 when the signature is missing or wrong, 413 when the body is too large</li>
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
public abstract class QStashController<T> {

	private @Nullable QStashReceiver receiver;

	private @Nullable PayloadDecoder<T> decoder;

	/**
	 * Create a controller.
	 * @throws IllegalStateException if the type of the payload is not known
	 */
	protected QStashController() {
		Assert.state(isKnown(ResolvableType.forClass(QStashController.class, getClass()).getGeneric()),
				() -> "The payload type of " + ClassUtils.getUserClass(this).getName()
						+ " is not known: name it, as in 'class Shipments extends QStashController<Order>'");
	}

	/**
	 * Set the receiver. Called by Spring.
	 * @param receiver takes the deliveries in
	 */
	@Autowired
	public void setQStashReceiver(QStashReceiver receiver) {
		this.receiver = receiver;
		this.decoder = receiver.decoder(this::payloadType);
	}

	/**
	 * Receive a delivery. Called by Spring; the answer to a request that is no genuine
	 * delivery is not an error.
	 * @param request the request, not verified yet
	 * @return the answer
	 */
	@RequestMapping(method = { RequestMethod.POST, RequestMethod.PUT, RequestMethod.PATCH, RequestMethod.DELETE })
	public Mono<ResponseEntity<byte[]>> receive(QStashRequest request) {
		QStashReceiver receiver = this.receiver;
		PayloadDecoder<T> decoder = this.decoder;
		Assert.state(receiver != null && decoder != null, "No QStashReceiver has been set");
		return receiver.receive(request, decoder, this::handle);
	}

	/**
	 * Receive a delivery that is made with GET. A GET request without a signature is left
	 * to other methods, so that the path may have a page as well.
	 * @param request the request, not verified yet
	 * @return the answer
	 */
	@RequestMapping(method = RequestMethod.GET, headers = QStashHeaders.SIGNATURE)
	public Mono<ResponseEntity<byte[]>> receiveGet(QStashRequest request) {
		return receive(request);
	}

	/**
	 * Handle a delivery. QStash delivers at least once: the same message may arrive
	 * again.
	 * <p>
	 * Called on an event loop, so it must not block. Called on this object itself, so
	 * annotations that need a proxy, such as {@code @Transactional}, belong to the
	 * services it calls.
	 * @param delivery the delivery
	 * @return a {@code Mono} that completes when the delivery is handled, with a value
	 * for callbacks or without one
	 */
	protected abstract Mono<?> handle(QStashDelivery<T> delivery);

	private JavaType payloadType(TypeFactory types) {
		return types.constructType(getClass()).findSuperType(QStashController.class).containedType(0);
	}

	private static boolean isKnown(ResolvableType type) {
		if (type.isArray()) {
			return isKnown(type.getComponentType());
		}
		return type.getType() instanceof WildcardType
				|| (type.resolve() != null && Arrays.stream(type.getGenerics()).allMatch(QStashController::isKnown));
	}

}
