package io.github.qstash.devserver.engine;

/**
 * A place at the head of a queue. It is held by a member and by every callback about that
 * member, and is free when all of them ended.
 */
final class Slot {

	private final Queue queue;

	private int holders;

	Slot(Queue queue) {
		this.queue = queue;
	}

	Queue queue() {
		return this.queue;
	}

	void take() {
		this.holders++;
	}

	// Give up one hold and return whether it was the last.
	boolean leave() {
		return --this.holders == 0;
	}

}
