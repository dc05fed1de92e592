package io.github.qstash.publish;

import io.github.qstash.annotation.PublishPhase;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * A plain value is handed to the caller when QStash has accepted its message, when the
 * message is handed over, or when it waits for the caller's transaction.
 */
final class PlainReturn implements ReturnStrategy {

	private final WaitingPublishing publishing;

	private final Transactions transactions;

	PlainReturn(WaitingPublishing publishing, Transactions transactions) {
		this.publishing = publishing;
		this.transactions = transactions;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation, AnnotatedMethod method) throws Throwable {
		// before the method runs, so that nothing is done whose message cannot be sent
		if (method.waits()) {
			this.publishing.refuseOnNonBlockingThread(method.method());
		}
		Object value = invocation.proceed();
		if (value != null) {
			publish(value, MethodCall.of(invocation, method), method);
		}
		return value;
	}

	void publish(Object value, MethodCall call, AnnotatedMethod method) {
		for (PublishDefinition definition : method.definitions()) {
			Publication publication = new Publication(call, definition, value);
			HeldPublications held = this.transactions.ofThread(call);
			boolean immediate = definition.phase() == PublishPhase.IMMEDIATELY;
			if (held == null || immediate || !held.hold(publication)) {
				// a caller that is told would roll back what the method has done
				this.publishing.publish(publication, held == null || !immediate);
			}
		}
	}

}
