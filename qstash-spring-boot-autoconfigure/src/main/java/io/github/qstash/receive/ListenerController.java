package io.github.qstash.receive;

import java.util.function.UnaryOperator;

import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/**
 * Receives the deliveries to a method of a bean.
 */
final class ListenerController extends AbstractQStashController<Object> {

	private final ListenerMethod method;

	private final UnaryOperator<IdempotencySettings> idempotency;

	ListenerController(ListenerMethod method, UnaryOperator<IdempotencySettings> idempotency) {
		super(ListenerController.class);
		this.method = method;
		this.idempotency = idempotency;
	}

	@Override
	protected IdempotencySettings idempotency(IdempotencySettings configured) {
		return this.idempotency.apply(configured);
	}

	@Override
	String name() {
		return this.method.name();
	}

	@Override
	JavaType payloadType(TypeFactory types) {
		return types.constructType(this.method.payloadType());
	}

	@Override
	DeliveryHandler<Object> handler(QStashReceiver receiver) {
		return (delivery) -> this.method.call(delivery, receiver.blockingCalls());
	}

}
