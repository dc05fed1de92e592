package io.github.qstash.devserver.engine;

import java.util.List;
import java.util.Map;

/**
 * Messages that were looked for.
 *
 * @param messages the messages, newest first
 * @param found how many there are in all
 * @param states how many messages there are in each state, found or not
 * @param deadLetters how many dead letters there are
 * @param lastEvent number of the last event so far
 * @since 1.0.0
 */
public record FoundMessages(List<MessageHistory> messages, int found, Map<LogState, Integer> states, int deadLetters,
		long lastEvent) {

	/**
	 * Create the reply.
	 */
	public FoundMessages {
		messages = List.copyOf(messages);
		states = Map.copyOf(states);
	}

}
