package io.github.qstash.receive;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.core.CoroutinesUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A method that handles deliveries. What its declared return type says decides on which
 * thread it is called; what it returns decides what is waited for.
 */
final class ListenerMethod {

	private final String name;

	private final Supplier<Object> bean;

	private final Method method;

	private final List<ListenerArgument> arguments;

	private final Type payloadType;

	private final ListenerReturn returned;

	ListenerMethod(String name, Supplier<Object> bean, Method method, List<ListenerArgument> arguments,
			Type payloadType, ListenerReturn returned) {
		this.name = name;
		this.bean = bean;
		this.method = method;
		this.arguments = arguments;
		this.payloadType = payloadType;
		this.returned = returned;
	}

	/**
	 * Return a name for logs and metrics.
	 * @return simple names of the class and the method
	 */
	String name() {
		return this.name;
	}

	/**
	 * Return what the body is decoded to.
	 * @return the type of the payload, {@code byte[]} if the method does not want it
	 */
	Type payloadType() {
		return this.payloadType;
	}

	Mono<?> call(QStashDelivery<Object> delivery, BlockingCalls blockingCalls) {
		return switch (this.returned) {
			case SUSPENDED ->
				Mono.defer(() -> Mono.from(Coroutines.call(this.method, this.bean.get(), arguments(delivery))));
			case REACTIVE -> Mono.fromCallable(() -> invoke(delivery))
				.switchIfEmpty(Mono.error(() -> new IllegalStateException(this.name + " returned null")))
				.flatMap(this::valueOf);
			case PLAIN -> blockingCalls.call(() -> invoke(delivery)).flatMap(this::valueOf);
		};
	}

	private @Nullable Object invoke(QStashDelivery<?> delivery) throws Exception {
		try {
			return this.method.invoke(this.bean.get(), arguments(delivery));
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
			throw new IllegalStateException("Not reached", ex);
		}
	}

	private @Nullable Object[] arguments(QStashDelivery<?> delivery) {
		return this.arguments.stream().map((argument) -> argument.of(delivery)).toArray();
	}

	private Mono<?> valueOf(Object returned) {
		return HandlerValue.of(this.name, returned);
	}

	/** Inner class to avoid a hard dependency on Kotlin. */
	private static final class Coroutines {

		static Publisher<?> call(Method method, Object bean, @Nullable Object[] arguments) {
			return CoroutinesUtils.invokeSuspendingFunction(method, bean, arguments);
		}

	}

}
