package io.github.qstash.devserver.engine;

import java.util.List;

/**
 * Messages that something happened to.
 *
 * @param messages the messages as they are now, each once
 * @param upTo number of the last event that is part of the reply
 * @param gap whether events are missing because they are forgotten already
 * @since 1.0.0
 */
public record ChangedMessages(List<MessageHistory> messages, long upTo, boolean gap) {

	/**
	 * Create the reply.
	 */
	public ChangedMessages {
		messages = List.copyOf(messages);
	}

}
