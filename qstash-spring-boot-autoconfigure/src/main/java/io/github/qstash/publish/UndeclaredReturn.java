package io.github.qstash.publish;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.util.ClassUtils;

/**
 * A method declared to return {@code Object} or a type variable: only the value tells how
 * it is published.
 */
final class UndeclaredReturn implements ReturnStrategy {

	private final Acceptance acceptance;

	UndeclaredReturn(Acceptance acceptance) {
		this.acceptance = acceptance;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation, Publication publication) throws Throwable {
		Object value = invocation.proceed();
		if (value == null) {
			return null;
		}
		if (value instanceof Mono<?> mono) {
			return MonoReturn.decorate(mono, publication);
		}
		String advice = ReturnTypes.adviceAgainst(value.getClass());
		if (advice != null) {
			throw new IllegalStateException("@QStashPublish method '"
					+ ClassUtils.getQualifiedMethodName(invocation.getMethod()) + "' returned a '"
					+ value.getClass().getName() + "', which cannot be published. " + advice);
		}
		this.acceptance.refuseOnNonBlockingThread(invocation.getMethod());
		this.acceptance.await(invocation.getMethod(), publication.of(value));
		return value;
	}

}
