package io.github.qstash.publish;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what an annotated method returns.
 */
final class PublishInterceptor implements MethodInterceptor {

	private final AnnotatedMethods methods;

	PublishInterceptor(AnnotatedMethods methods) {
		this.methods = methods;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		AnnotatedMethod method = (target != null) ? this.methods.find(invocation.getMethod(), target.getClass()) : null;
		return (method != null) ? method.returned().invoke(invocation, method) : invocation.proceed();
	}

}
