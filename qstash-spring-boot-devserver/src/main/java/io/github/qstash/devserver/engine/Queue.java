package io.github.qstash.devserver.engine;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * One FIFO queue: members wait in line, and as many as it has slots are under way.
 */
final class Queue {

	private final int parallelism = 1;

	private final Set<Message> waiting = new LinkedHashSet<>();

	private int slotsTaken;

	void enter(Message member) {
		this.waiting.add(member);
	}

	void withdraw(Message member) {
		this.waiting.remove(member);
	}

	void release() {
		this.slotsTaken--;
	}

	// Give a free slot to the first in line, who may start then.
	@Nullable Message admitNext() {
		if (this.slotsTaken == this.parallelism || this.waiting.isEmpty()) {
			return null;
		}
		Iterator<Message> line = this.waiting.iterator();
		Message first = line.next();
		line.remove();
		Slot slot = new Slot(this);
		slot.take();
		first.slot(slot);
		this.slotsTaken++;
		return first;
	}

}
