package io.github.qstash.observation;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A message on its way to QStash.
 *
 * @since 1.0.0
 * @see QStashObservation#PUBLISH
 */
public class QStashPublishObservationContext extends QStashSenderContext {

	private final ObservedMessage message;

	private @Nullable List<String> messageIds;

	private boolean deduplicated;

	/**
	 * Create a context.
	 * @param message the message
	 * @param trace takes the trace context
	 */
	public QStashPublishObservationContext(ObservedMessage message, ForwardedTrace trace) {
		super(trace);
		this.message = message;
	}

	/**
	 * Return the message.
	 * @return the message
	 */
	public ObservedMessage getMessage() {
		return this.message;
	}

	/**
	 * Return the ids that QStash gave: one, or one for each endpoint of a URL group.
	 * @return the message ids, or {@code null} if there is no receipt
	 */
	public @Nullable List<String> getMessageIds() {
		return this.messageIds;
	}

	/**
	 * Return whether the message was a duplicate.
	 * @return whether nothing new was created
	 */
	public boolean isDeduplicated() {
		return this.deduplicated;
	}

	/**
	 * Keep what QStash answered.
	 * @param messageIds the message ids
	 * @param deduplicated whether nothing new was created
	 */
	public void answered(List<String> messageIds, boolean deduplicated) {
		this.messageIds = messageIds;
		this.deduplicated = deduplicated;
	}

}
