package io.github.qstash.devserver.engine;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A place at the head of a queue. It is held by a member and by every callback about that
 * member, and is free when all of them ended.
 */
final class Slot {

	private final Queue queue;

	private final Set<Message> holders = new LinkedHashSet<>();

	Slot(Queue queue) {
		this.queue = queue;
	}

	Queue queue() {
		return this.queue;
	}

	void take(Message message) {
		this.holders.add(message);
		message.slot(this);
	}

	// Give up a hold and return whether it was the last.
	boolean leave(Message message) {
		this.holders.remove(message);
		return this.holders.isEmpty();
	}

	Message firstHolder() {
		return this.holders.iterator().next();
	}

}
