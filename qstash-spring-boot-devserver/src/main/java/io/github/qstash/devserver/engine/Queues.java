package io.github.qstash.devserver.engine;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The queues by name, created when the first message asks for them. A member starts when
 * the one before it has ended, with all its retries and all callbacks about it.
 */
final class Queues {

	private final Map<String, Queue> queues = new HashMap<>();

	// Put a message that is due in line and return the member that may start now: not
	// necessarily this one. One that is under way already may.
	@Nullable Message admit(Message message) {
		String name = message.spec().queue();
		if (name == null || message.slot() != null) {
			return message;
		}
		Queue queue = this.queues.computeIfAbsent(name, (key) -> new Queue());
		queue.enter(message);
		return queue.admitNext();
	}

	// Let a callback hold the slot of the member that it reports about.
	void join(Message callback, Message member) {
		Slot slot = member.slot();
		if (slot != null) {
			slot.take();
			callback.slot(slot);
		}
	}

	// Take a message that ended out of its queue and return the member that may start
	// now.
	@Nullable Message leave(Message message) {
		Slot slot = message.slot();
		if (slot != null) {
			return slot.leave() ? next(slot.queue()) : null;
		}
		Queue queue = this.queues.get(message.spec().queue());
		if (queue != null) {
			queue.withdraw(message);
		}
		return null;
	}

	private @Nullable Message next(Queue queue) {
		queue.release();
		return queue.admitNext();
	}

}
