package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What stands between an attempt that is due and its start: first the queue of the
 * message, then its flow-control key. Every change returns the messages that may start
 * now.
 */
final class Gates {

	private final Queues queues;

	private final FlowKeys keys;

	Gates(Queues queues, FlowKeys keys) {
		this.queues = queues;
		this.keys = keys;
	}

	// A message is accepted. Its limits may let others start.
	List<Message> join(Instant now, Message message) {
		String queue = message.spec().queue();
		if (queue != null) {
			message.join(this.queues.getOrCreate(now, queue));
		}
		FlowControl limits = message.spec().flowControl();
		if (limits == null) {
			return List.of();
		}
		FlowKey key = this.keys.getOrCreate(limits.key());
		message.join(key, limits);
		return this.keys.advance(now, key);
	}

	// Let a callback hold the slot of the member that it reports about.
	void joinSlot(Message callback, Message member) {
		Slot slot = member.slot();
		if (slot != null) {
			slot.take(callback);
		}
	}

	// An attempt of a message is due: it may start, or wait and let another one start.
	List<Message> due(Instant now, Message message) {
		Queue queue = message.queue();
		if (queue == null) {
			return throughKey(now, message);
		}
		queue.enter(message);
		return advance(now, queue);
	}

	// When time alone lets a message start that waits.
	Optional<Instant> nextDue() {
		return this.keys.nextDue();
	}

	// Time has passed.
	List<Message> due(Instant now) {
		return this.keys.due(now);
	}

	List<Message> advance(Instant now, Queue queue) {
		List<Message> admitted = new ArrayList<>();
		for (Message next = queue.admitNext(); next != null; next = queue.admitNext()) {
			admitted.addAll(throughKey(now, next));
		}
		return admitted;
	}

	List<Message> advance(Instant now, FlowKey key) {
		return this.keys.advance(now, key);
	}

	// An attempt of a message is not running any more.
	List<Message> attemptEnded(Instant now, Message message) {
		FlowKey key = message.flowKey();
		if (key == null) {
			return List.of();
		}
		key.release(message);
		return this.keys.advance(now, key);
	}

	// A message that is about to end must not start before.
	void withdraw(Message message) {
		if (message.queue() != null) {
			message.queue().withdraw(message);
		}
		if (message.flowKey() != null) {
			message.flowKey().withdraw(message);
		}
	}

	// A message has ended.
	List<Message> ended(Instant now, Message message) {
		List<Message> admitted = new ArrayList<>();
		FlowKey key = message.flowKey();
		if (key != null) {
			key.leave(message);
			admitted.addAll(this.keys.advance(now, key));
		}
		Slot slot = message.slot();
		Queue queue = (slot != null) ? slot.queue() : message.queue();
		if (queue != null) {
			queue.leave(message);
			admitted.addAll(advance(now, queue));
		}
		return admitted;
	}

	@Nullable WaitReason reason(Instant now, Message message) {
		WaitReason reason = (message.queue() != null) ? message.queue().reason(message) : null;
		if (reason == null && message.flowKey() != null) {
			reason = message.flowKey().reason(now, message);
		}
		return reason;
	}

	private List<Message> throughKey(Instant now, Message message) {
		FlowKey key = message.flowKey();
		if (key == null) {
			return List.of(message);
		}
		key.enter(message);
		return this.keys.advance(now, key);
	}

}
