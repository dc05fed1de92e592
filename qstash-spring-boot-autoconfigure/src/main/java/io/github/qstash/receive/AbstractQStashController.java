package io.github.qstash.receive;

import java.lang.reflect.Method;
import java.lang.reflect.WildcardType;
import java.util.Arrays;

import io.github.qstash.message.QStashHeaders;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/**
 * What all controllers that receive deliveries have in common: the mappings, on Spring
 * WebFlux and on Spring MVC. Extend {@link QStashController} or
 * {@link BlockingQStashController}.
 *
 * @param <T> the type of the payload
 * @since 1.0.0
 */
public abstract sealed class AbstractQStashController<T>
		permits QStashController, BlockingQStashController, ListenerController {

	private @Nullable DeliveryEndpoint<T> endpoint;

	AbstractQStashController(Class<?> baseClass) {
		Assert.state(isKnown(ResolvableType.forClass(AbstractQStashController.class, getClass()).getGeneric()),
				() -> "The payload type of " + ClassUtils.getUserClass(this).getName()
						+ " is not known: name it, as in 'class Shipments extends " + baseClass.getSimpleName()
						+ "<Order>'");
		requireValue(baseClass, ClassUtils.getUserClass(this));
	}

	// an override may declare more than the base class does
	private static void requireValue(Class<?> baseClass, Class<?> type) {
		Method handler = ReflectionUtils.findMethod(baseClass, "handle", QStashDelivery.class);
		if (handler == null) {
			return;
		}
		Method override = BridgeMethodResolver.getMostSpecificMethod(handler, type);
		try {
			ListenerReturn.requireValue(ResolvableType.forMethodReturnType(override, type));
		}
		catch (ListenerMisuse ex) {
			throw new IllegalStateException(
					"The handler of " + type.getName() + " cannot work: " + ex.getMessage() + ". " + ex.action(), ex);
		}
	}

	/**
	 * Set the receiver. Called by Spring.
	 * @param receiver takes the deliveries in
	 */
	@Autowired
	public void setQStashReceiver(QStashReceiver receiver) {
		this.endpoint = receiver.endpoint(name(), this::payloadType, handler(receiver), this::idempotency);
	}

	/**
	 * Receive a delivery. Called by Spring; the answer to a request that is no genuine
	 * delivery is not an error.
	 * @param request the request, not verified yet
	 * @return the answer
	 */
	@RequestMapping(method = { RequestMethod.POST, RequestMethod.PUT, RequestMethod.PATCH, RequestMethod.DELETE })
	public Mono<ResponseEntity<byte[]>> receive(QStashRequest request) {
		DeliveryEndpoint<T> endpoint = this.endpoint;
		Assert.state(endpoint != null, "No QStashReceiver has been set");
		if (request.method().equals(HttpMethod.HEAD)) {
			return Mono
				.just(ResponseEntity.status(HttpStatus.METHOD_NOT_ALLOWED).allow(QStashEndpoint.allowed()).build());
		}
		return endpoint.receive(request);
	}

	/**
	 * Receive a delivery that is made with GET. A GET request without a signature is left
	 * to other methods, so that the path may have a page as well. HEAD, which Spring maps
	 * like GET, is refused: QStash does not use it.
	 * @param request the request, not verified yet
	 * @return the answer
	 */
	@RequestMapping(method = RequestMethod.GET, headers = QStashHeaders.SIGNATURE)
	public Mono<ResponseEntity<byte[]>> receiveGet(QStashRequest request) {
		return receive(request);
	}

	/**
	 * Decide whether a message is handled once although it may be delivered more often.
	 * Called once, when the application starts.
	 * @param configured what the application is configured to do:
	 * {@code qstash.receiver.idempotency.*}
	 * @return what this controller does, by default the same
	 */
	protected IdempotencySettings idempotency(IdempotencySettings configured) {
		return configured;
	}

	abstract DeliveryHandler<T> handler(QStashReceiver receiver);

	String name() {
		return ClassUtils.getShortName(ClassUtils.getUserClass(this));
	}

	JavaType payloadType(TypeFactory types) {
		return types.constructType(getClass()).findSuperType(AbstractQStashController.class).containedType(0);
	}

	static boolean isKnown(ResolvableType type) {
		if (type.isArray()) {
			return isKnown(type.getComponentType());
		}
		return type.getType() instanceof WildcardType || (type.resolve() != null
				&& Arrays.stream(type.getGenerics()).allMatch(AbstractQStashController::isKnown));
	}

}
