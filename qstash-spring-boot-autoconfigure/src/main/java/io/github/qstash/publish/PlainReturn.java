package io.github.qstash.publish;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * A plain value is handed to the caller when QStash has accepted its message.
 */
final class PlainReturn implements ReturnStrategy {

	private final Acceptance acceptance;

	PlainReturn(Acceptance acceptance) {
		this.acceptance = acceptance;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation, Publication publication) throws Throwable {
		// before the method runs, so that nothing is done whose message cannot be sent
		this.acceptance.refuseOnNonBlockingThread(invocation.getMethod());
		Object value = invocation.proceed();
		if (value != null) {
			this.acceptance.await(invocation.getMethod(), publication.of(value));
		}
		return value;
	}

}
