package io.github.qstash.devserver.engine;

/**
 * Where the engine takes the ids of new messages from: random in a server, a counter in
 * tests, so that an event log can be compared line by line.
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface Ids {

	/**
	 * Return an id that was not returned before.
	 * @return the id of a new message, for example {@code msg_7YoJxFpwk}
	 */
	String nextMessageId();

}
