package io.github.qstash.devserver.engine;

import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Messages that wait, in the order in which they came. A message stands in one line at
 * most.
 */
final class Line {

	private final TreeMap<Long, Message> messages = new TreeMap<>();

	private long lastTicket;

	void enter(Message message) {
		Place place = new Place(this, ++this.lastTicket);
		message.place(place);
		this.messages.put(place.ticket(), message);
	}

	// Take out the first, if there is one.
	@Nullable Message poll() {
		Map.Entry<Long, Message> first = this.messages.pollFirstEntry();
		if (first == null) {
			return null;
		}
		first.getValue().place(null);
		return first.getValue();
	}

	void leave(Message message) {
		Place place = message.place();
		if (place != null && place.line() == this) {
			this.messages.remove(place.ticket());
			message.place(null);
		}
	}

	boolean contains(Message message) {
		return message.place() != null && message.place().line() == this;
	}

	// Return who stands right before a message that is in this line.
	@Nullable Message before(Message message) {
		Map.Entry<Long, Message> before = (message.place() != null) ? this.messages.lowerEntry(message.place().ticket())
				: null;
		return (before != null) ? before.getValue() : null;
	}

	int size() {
		return this.messages.size();
	}

	boolean isEmpty() {
		return this.messages.isEmpty();
	}

	/**
	 * Where a message stands.
	 *
	 * @param line the line
	 * @param ticket its number in the line
	 */
	record Place(Line line, long ticket) {

		@Override
		public String toString() {
			return "Place[" + this.ticket + "]";
		}

	}

}
