package io.github.qstash.devserver.engine;

import java.util.List;

/**
 * What the engine decided about one command.
 *
 * @param <R> type of the reply
 * @param reply the answer to whoever sent the command
 * @param events what happened, in order
 * @param effects what the loop around the engine must do now, in order
 * @since 1.0.0
 */
public record Decision<R>(R reply, List<Event> events, List<Effect> effects) {

	/**
	 * Create a decision.
	 */
	public Decision {
		events = List.copyOf(events);
		effects = List.copyOf(effects);
	}

}
