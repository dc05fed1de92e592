package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * One FIFO queue: members wait in line, and as many as it has slots are under way. While
 * it is paused, no attempt of a member starts.
 */
final class Queue {

	private final String name;

	private final Instant createdAt;

	private Instant updatedAt;

	private int parallelism = 1;

	private boolean paused;

	/** All that have not ended, those that are not due yet included. */
	private final Set<Message> members = new LinkedHashSet<>();

	private final Line waiting = new Line();

	/** Members under way that may not start because the queue is paused. */
	private final Line held = new Line();

	private final Set<Slot> slots = new LinkedHashSet<>();

	Queue(String name, Instant createdAt) {
		this.name = name;
		this.createdAt = createdAt;
		this.updatedAt = createdAt;
	}

	void parallelism(Instant now, int parallelism) {
		this.parallelism = parallelism;
		this.updatedAt = now;
	}

	void paused(Instant now, boolean paused) {
		if (this.paused != paused) {
			this.paused = paused;
			this.updatedAt = now;
		}
	}

	void join(Message member) {
		this.members.add(member);
	}

	// A member is due.
	void enter(Message member) {
		((member.slot() != null) ? this.held : this.waiting).enter(member);
	}

	// Return a member that may start now, if there is one.
	@Nullable Message admitNext() {
		if (this.paused) {
			return null;
		}
		Message next = this.held.poll();
		if (next == null && this.slots.size() < this.parallelism) {
			next = this.waiting.poll();
			if (next != null) {
				Slot slot = new Slot(this);
				slot.take(next);
				this.slots.add(slot);
			}
		}
		return next;
	}

	// Take back a member that may not start because the queue was paused meanwhile.
	boolean holdBack(Message member) {
		if (this.paused) {
			this.held.enter(member);
		}
		return this.paused;
	}

	// A member does not wait any more.
	void withdraw(Message member) {
		this.waiting.leave(member);
		this.held.leave(member);
	}

	// A member, or a callback about one, has ended.
	void leave(Message message) {
		this.members.remove(message);
		withdraw(message);
		Slot slot = message.slot();
		if (slot != null && slot.leave(message)) {
			this.slots.remove(slot);
		}
	}

	// Return why a message waits, if it is here that it waits.
	@Nullable WaitReason reason(Message message) {
		if (!this.waiting.contains(message) && !this.held.contains(message)) {
			return null;
		}
		if (this.paused) {
			return new WaitReason.QueuePaused(this.name);
		}
		Message before = this.waiting.before(message);
		if (before == null) {
			before = this.slots.iterator().next().firstHolder();
		}
		return new WaitReason.BehindInQueue(this.name, before.id());
	}

	Stream<Message> members() {
		return this.members.stream();
	}

	QueueView view() {
		return new QueueView(this.name, this.parallelism, this.createdAt, this.updatedAt, this.paused,
				this.members.size());
	}

}
