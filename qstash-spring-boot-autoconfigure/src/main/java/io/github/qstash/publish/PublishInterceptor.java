package io.github.qstash.publish;

import java.lang.reflect.Method;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;

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
		if (method == null || (target instanceof Advised proxy && isPublishedBy(proxy, invocation.getMethod()))) {
			return invocation.proceed();
		}
		return method.returned().invoke(invocation, method);
	}

	// a bean that is another bean is a proxy around the proxy of that
	private boolean isPublishedBy(Advised proxy, Method method) throws Exception {
		for (Advisor advisor : proxy.getAdvisors()) {
			if (advisor.getAdvice() == this) {
				return this.methods.isAnnotated(method, AopUtils.getTargetClass(proxy));
			}
		}
		return proxy.getTargetSource().isStatic() && proxy.getTargetSource().getTarget() instanceof Advised inner
				&& isPublishedBy(inner, method);
	}

}
