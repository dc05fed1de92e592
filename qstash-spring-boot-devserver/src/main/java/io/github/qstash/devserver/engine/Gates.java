package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What stands between a message that is due and its attempt: the queue of the message.
 * Every change returns the messages that may start now.
 */
final class Gates {

	private final Queues queues;

	Gates(Queues queues) {
		this.queues = queues;
	}

	// A message is accepted.
	void join(Instant now, Message message) {
		String queue = message.spec().queue();
		if (queue != null) {
			message.join(this.queues.getOrCreate(now, queue));
		}
	}

	// Let a callback hold the slot of the member that it reports about.
	void joinSlot(Message callback, Message member) {
		Slot slot = member.slot();
		if (slot != null) {
			slot.take(callback);
		}
	}

	// A message is due: it may start, or wait and let another one start.
	List<Message> due(Message message) {
		Queue queue = message.queue();
		if (queue == null) {
			return List.of(message);
		}
		queue.enter(message);
		return advance(queue);
	}

	// A message has ended.
	List<Message> ended(Message message) {
		Slot slot = message.slot();
		Queue queue = (slot != null) ? slot.queue() : message.queue();
		if (queue == null) {
			return List.of();
		}
		queue.leave(message);
		return advance(queue);
	}

	List<Message> advance(Queue queue) {
		List<Message> admitted = new ArrayList<>();
		for (Message next = queue.admitNext(); next != null; next = queue.admitNext()) {
			admitted.add(next);
		}
		return admitted;
	}

	@Nullable WaitReason reason(Message message) {
		return (message.queue() != null) ? message.queue().reason(message) : null;
	}

}
