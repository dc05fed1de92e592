package io.github.qstash.devserver.runtime;

import io.github.qstash.devserver.engine.Event;

/**
 * Is told, on the thread of the engines, what happens in them. Whoever has more to do
 * than to take note does it elsewhere.
 *
 * @since 1.0.0
 */
public interface EngineListener {

	/**
	 * Something happened to a message.
	 * @param account whose message it is
	 * @param event what happened
	 */
	void happened(Account account, Event event);

	/**
	 * Everything was forgotten: what happens from now on belongs to a new time.
	 */
	default void reset() {
	}

}
