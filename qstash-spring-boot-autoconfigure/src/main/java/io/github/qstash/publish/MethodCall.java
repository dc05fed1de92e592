package io.github.qstash.publish;

import java.lang.reflect.Method;
import java.util.Objects;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * One call of an annotated method.
 */
final class MethodCall {

	private final Method method;

	private final Object target;

	private final @Nullable Object[] arguments;

	MethodCall(Method method, Object target, @Nullable Object[] arguments) {
		this.method = method;
		this.target = target;
		this.arguments = arguments;
	}

	static MethodCall of(MethodInvocation invocation, AnnotatedMethod method) {
		Object target = Objects.requireNonNull(invocation.getThis());
		return new MethodCall(method.method(), target, invocation.getArguments());
	}

	Method method() {
		return this.method;
	}

	Object target() {
		return this.target;
	}

	@Nullable Object[] arguments() {
		return this.arguments;
	}

}
