package io.github.qstash.observation;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way to QStash, which hands their trace context on.
 *
 * @since 1.0.0
 */
public abstract class QStashSenderContext extends SenderContext<ForwardedTrace> {

	private boolean cancelled;

	QStashSenderContext(ForwardedTrace trace) {
		super((carrier, name, value) -> trace.add(name, value), Kind.PRODUCER);
		setCarrier(trace);
		setRemoteServiceName("qstash");
	}

	/**
	 * Keep that nobody waits for the answer any more.
	 */
	public void cancelled() {
		this.cancelled = true;
	}

	final String outcome(@Nullable String answer) {
		if (getError() != null) {
			return "failed";
		}
		if (this.cancelled) {
			return "cancelled";
		}
		return (answer != null) ? answer : "none";
	}

}
