package io.github.qstash.publish;

import java.util.function.Supplier;

import io.github.qstash.client.QStashOperations;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Publishes what an annotated method returns.
 */
final class PublishInterceptor implements MethodInterceptor {

	private final AnnotatedMethods methods;

	private final Supplier<QStashOperations> operations;

	PublishInterceptor(AnnotatedMethods methods, Supplier<QStashOperations> operations) {
		this.methods = methods;
		this.operations = operations;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		AnnotatedMethod method = (target != null) ? this.methods.find(invocation.getMethod(), target.getClass()) : null;
		if (method == null) {
			return invocation.proceed();
		}
		return method.returned()
			.invoke(invocation,
					(value) -> Mono.defer(() -> this.operations.get().publish(method.definition().message(value))));
	}

}
