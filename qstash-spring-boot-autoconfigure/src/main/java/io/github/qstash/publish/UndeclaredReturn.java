package io.github.qstash.publish;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * A method declared to return {@code Object} or a type variable: only the value tells how
 * it is published.
 */
final class UndeclaredReturn implements ReturnStrategy {

	private final PlainReturn plain;

	private final ReactiveReturn reactive;

	UndeclaredReturn(PlainReturn plain, ReactiveReturn reactive) {
		this.plain = plain;
		this.reactive = reactive;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation, AnnotatedMethod method) throws Throwable {
		Object value = invocation.proceed();
		if (value == null) {
			return null;
		}
		MethodCall call = MethodCall.of(invocation, method);
		if (ReactiveReturn.isReactive(value)) {
			return this.reactive.decorate(value, call, method);
		}
		ReturnedValue.refuseUnpublishable(value);
		this.plain.publish(value, call, method);
		return value;
	}

}
