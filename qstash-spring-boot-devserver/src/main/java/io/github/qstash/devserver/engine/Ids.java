package io.github.qstash.devserver.engine;

/**
 * Where the engine takes new ids from: random in a server, a counter in tests, so that an
 * event log can be compared line by line.
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface Ids {

	/**
	 * Return an id that was not returned before.
	 * @param prefix what the id starts with, {@code msg_} for a message and {@code scd_}
	 * for a schedule
	 * @return the id, for example {@code msg_7YoJxFpwk}
	 */
	String next(String prefix);

}
