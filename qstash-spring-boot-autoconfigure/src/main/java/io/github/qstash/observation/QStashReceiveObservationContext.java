package io.github.qstash.observation;

import java.util.function.Function;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that has arrived. Whether it is genuine is not known before it has ended.
 *
 * @since 1.0.0
 * @see QStashObservation#RECEIVE
 */
public class QStashReceiveObservationContext extends ReceiverContext<Function<String, @Nullable String>> {

	private final String receiver;

	private final @Nullable String messageId;

	private @Nullable String outcome;

	private @Nullable String rejection;

	private boolean cancelled;

	/**
	 * Create a context.
	 * @param receiver name of what handles the delivery
	 * @param messageId the message id as it was sent
	 * @param headers gives the value of a header that may continue a trace, or nothing if
	 * another observation has done so
	 */
	public QStashReceiveObservationContext(String receiver, @Nullable String messageId,
			Function<String, @Nullable String> headers) {
		super((carrier, name) -> (carrier != null) ? carrier.apply(name) : null, Kind.CONSUMER);
		setCarrier(headers);
		setRemoteServiceName("qstash");
		this.receiver = receiver;
		this.messageId = messageId;
	}

	/**
	 * Return what handles the delivery.
	 * @return name of the controller or the method
	 */
	public String getReceiver() {
		return this.receiver;
	}

	/**
	 * Return the message id. It is not covered by the signature.
	 * @return the message id, or {@code null} if none was sent
	 */
	public @Nullable String getMessageId() {
		return this.messageId;
	}

	/**
	 * Return why the delivery was not let in.
	 * @return the reason, or {@code null} if it was, or has not been decided yet
	 */
	public @Nullable String getRejection() {
		return this.rejection;
	}

	/**
	 * Keep what became of the delivery.
	 * @param outcome the outcome, one of few words
	 * @param rejection why it was not let in, one of few words, or {@code null} if it was
	 */
	public void answered(String outcome, @Nullable String rejection) {
		this.outcome = outcome;
		this.rejection = rejection;
	}

	/**
	 * Keep that nobody waits for the answer any more.
	 */
	public void cancelled() {
		this.cancelled = true;
	}

	final String outcome() {
		if (this.outcome != null) {
			return this.outcome;
		}
		if (this.cancelled) {
			return "cancelled";
		}
		return (getError() != null) ? "failed" : "none";
	}

}
