package io.github.qstash.annotation;

/**
 * Who waits until QStash has accepted the message of a plain value. A method that returns
 * a reactive type or a future makes nobody wait, and has no mode.
 *
 * @since 1.0.0
 */
public enum PublishMode {

	/**
	 * The calling thread, at most {@code qstash.publish.aspect.await-timeout}. On a
	 * thread that must not block, such as an event loop, the call is refused before the
	 * method runs.
	 */
	AWAIT,

	/**
	 * A thread of a bounded executor, {@code qstash.publish.aspect.async.*}, to which the
	 * message is handed over. The caller goes on at once and is not told of failures. If
	 * the executor has no room, the caller waits as with {@link #AWAIT}; on a thread that
	 * must not block that is a failure. What has been handed over is published before the
	 * application ends.
	 */
	ASYNC

}
