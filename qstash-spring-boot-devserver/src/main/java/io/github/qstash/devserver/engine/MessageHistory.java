package io.github.qstash.devserver.engine;

import java.util.List;

/**
 * A message and what happened to it.
 *
 * @param message the message
 * @param events its events in order, at least that of its acceptance; of many attempts
 * the earliest are missing
 * @since 1.0.0
 */
public record MessageHistory(MessageView message, List<Event> events) {

	/**
	 * Create a history.
	 */
	public MessageHistory {
		events = List.copyOf(events);
	}

	/**
	 * Return where the message stands in the order of acceptance.
	 * @return number of its first event
	 */
	public long number() {
		return this.events.get(0).number();
	}

	/**
	 * Return what happened last.
	 * @return the last event
	 */
	public Event last() {
		return this.events.get(this.events.size() - 1);
	}

	/**
	 * Name the message only: headers and payload are not for logs.
	 */
	@Override
	public String toString() {
		return this.message + " " + last().state();
	}

}
