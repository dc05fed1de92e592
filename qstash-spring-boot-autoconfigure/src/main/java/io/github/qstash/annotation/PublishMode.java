package io.github.qstash.annotation;

/**
 * Who waits until QStash has accepted the message of a plain value. A method that returns
 * a reactive type or a future makes nobody wait, and has no mode.
 *
 * @since 1.0.0
 */
public enum PublishMode {

	/**
	 * The calling thread, at most {@code qstash.publish.aspect.await-timeout}, also for
	 * everything together that a transaction has committed. On a thread that must not
	 * block, such as an event loop, the call is refused before the method runs; a method
	 * declared to return {@code Object} runs, and its message has failed.
	 */
	AWAIT,

	/**
	 * A thread of a bounded executor, {@code qstash.publish.aspect.async.*}, to which the
	 * message is handed over. The caller goes on at once and is not told of failures. If
	 * the executor has no room, or has stopped with the application, the caller waits as
	 * with {@link #AWAIT}; on a thread that must not block that is a failure. What has
	 * been handed over is published before the application ends; what is left after
	 * {@code qstash.publish.aspect.async.drain-timeout} has failed.
	 */
	ASYNC

}
