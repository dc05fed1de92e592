package io.github.qstash.observation;

import org.jspecify.annotations.Nullable;

/**
 * A batch of messages on its way to QStash.
 *
 * @since 1.0.0
 * @see QStashObservation#BATCH
 */
public class QStashBatchObservationContext extends QStashSenderContext {

	private final int messageCount;

	private @Nullable Integer rejectedCount;

	/**
	 * Create a context.
	 * @param messageCount number of messages
	 * @param trace takes the trace context for all of them
	 */
	public QStashBatchObservationContext(int messageCount, ForwardedTrace trace) {
		super(trace);
		this.messageCount = messageCount;
	}

	/**
	 * Return the number of messages.
	 * @return the number of messages
	 */
	public int getMessageCount() {
		return this.messageCount;
	}

	/**
	 * Return the number of messages that QStash refused.
	 * @return the number, or {@code null} if there is no answer
	 */
	public @Nullable Integer getRejectedCount() {
		return this.rejectedCount;
	}

	/**
	 * Keep what QStash answered.
	 * @param rejectedCount number of messages that were refused
	 */
	public void answered(int rejectedCount) {
		this.rejectedCount = rejectedCount;
	}

}
