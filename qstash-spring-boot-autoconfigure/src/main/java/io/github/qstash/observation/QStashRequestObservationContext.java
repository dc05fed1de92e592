package io.github.qstash.observation;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP exchange with QStash. QStash does not continue traces, so that it is not told
 * of this one.
 *
 * @since 1.0.0
 * @see QStashObservation#REQUEST
 */
public class QStashRequestObservationContext extends SenderContext<Void> {

	private final String operation;

	private @Nullable Integer status;

	/**
	 * Create a context.
	 * @param operation what is asked for, for example {@code publish}
	 */
	public QStashRequestObservationContext(String operation) {
		super((carrier, name, value) -> {
		}, Kind.CLIENT);
		setRemoteServiceName("qstash");
		this.operation = operation;
	}

	/**
	 * Return what is asked for.
	 * @return what is asked for
	 */
	public String getOperation() {
		return this.operation;
	}

	/**
	 * Return the status of the answer.
	 * @return the status, or {@code null} if there is no answer
	 */
	public @Nullable Integer getStatus() {
		return this.status;
	}

	/**
	 * Keep the status of the answer.
	 * @param status the status
	 */
	public void answered(int status) {
		this.status = status;
	}

}
