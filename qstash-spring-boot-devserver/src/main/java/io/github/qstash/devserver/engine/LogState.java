package io.github.qstash.devserver.engine;

/**
 * State that a log entry reports.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/debug-logs">QStash: logs</a>
 */
public enum LogState {

	/** Accepted and stored. */
	CREATED,

	/** An attempt is running. */
	ACTIVE,

	/** An attempt failed. */
	ERROR,

	/** A retry is scheduled. */
	RETRY,

	/** Delivered; the end. */
	DELIVERED,

	/** Failed for good and moved to the dead letters; the end. */
	FAILED,

	/** A cancellation was asked for. */
	CANCEL_REQUESTED,

	/** Cancelled; the end. */
	CANCELLED;

	/**
	 * Return whether nothing can follow.
	 * @return whether this is {@link #DELIVERED}, {@link #FAILED} or {@link #CANCELLED}
	 */
	public boolean end() {
		return this == DELIVERED || this == FAILED || this == CANCELLED;
	}

}
