package io.github.qstash.devserver.engine;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A message in progress: what never changes, and where it is now.
 */
final class Message implements Agenda.Entry {

	private final long number;

	private final MessageView view;

	private Lifecycle lifecycle = Lifecycle.NEW;

	private int attempts;

	private @Nullable Instant due;

	private @Nullable Queue queue;

	private @Nullable FlowKey flowKey;

	private @Nullable Slot slot;

	private Line.@Nullable Place place;

	Message(long number, MessageView view) {
		this.number = number;
		this.view = view;
	}

	// Number in the order of acceptance.
	@Override
	public long number() {
		return this.number;
	}

	String id() {
		return this.view.messageId();
	}

	MessageView view() {
		return this.view;
	}

	MessageSpec spec() {
		return this.view.spec();
	}

	Lifecycle lifecycle() {
		return this.lifecycle;
	}

	void moveTo(Lifecycle next) {
		this.lifecycle = next;
		if (next == Lifecycle.RUNNING) {
			this.attempts++;
		}
	}

	// Attempts started so far.
	int attempts() {
		return this.attempts;
	}

	@Override
	public @Nullable Instant due() {
		return this.due;
	}

	@Override
	public void due(@Nullable Instant due) {
		this.due = due;
	}

	// The queue that it is a member of, if it is.
	@Nullable Queue queue() {
		return this.queue;
	}

	void join(Queue queue) {
		this.queue = queue;
		queue.join(this);
	}

	// The flow-control key whose limits it shares, if it does.
	@Nullable FlowKey flowKey() {
		return this.flowKey;
	}

	void join(FlowKey key, FlowControl limits) {
		this.flowKey = key;
		key.join(limits);
	}

	// Its place at the head of a queue, if it has one.
	@Nullable Slot slot() {
		return this.slot;
	}

	void slot(Slot slot) {
		this.slot = slot;
	}

	// Its place in the line that it waits in, if it does.
	Line.@Nullable Place place() {
		return this.place;
	}

	void place(Line.@Nullable Place place) {
		this.place = place;
	}

	@Override
	public String toString() {
		return id() + " " + this.lifecycle;
	}

}
