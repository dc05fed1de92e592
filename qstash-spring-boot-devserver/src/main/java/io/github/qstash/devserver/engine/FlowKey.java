package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * One flow-control key: attempts wait in line until parallelism and rate allow them.
 */
final class FlowKey implements Agenda.Entry {

	private final long number;

	private final String name;

	private @Nullable Integer parallelism;

	private final Rate rate = new Rate();

	private boolean parallelismPinned;

	private boolean ratePinned;

	private boolean paused;

	private final Line waiting = new Line();

	private final Set<Message> running = new HashSet<>();

	/** Messages with this key that have not ended. */
	private int members;

	private @Nullable Instant due;

	FlowKey(long number, String name) {
		this.number = number;
		this.name = name;
	}

	// A message brings its limits, which count from now on unless others are pinned.
	void join(FlowControl limits) {
		this.members++;
		if (!this.parallelismPinned) {
			this.parallelism = limits.parallelism();
		}
		if (!this.ratePinned) {
			this.rate.limit(limits.rate(), limits.period());
		}
	}

	void pinParallelism(Instant now, int parallelism) {
		this.parallelism = parallelism;
		this.parallelismPinned = true;
		this.rate.reset(now);
	}

	void pinRate(Instant now, int max, Duration period) {
		this.rate.limit(max, period);
		this.ratePinned = true;
		this.rate.reset(now);
	}

	// What was pinned stays until a message brings something else.
	void unpin(boolean parallelism, boolean rate) {
		this.parallelismPinned &= !parallelism;
		this.ratePinned &= !rate;
	}

	void paused(boolean paused) {
		this.paused = paused;
	}

	void resetRate(Instant now) {
		this.rate.reset(now);
	}

	void resetParallelism() {
		this.running.clear();
	}

	// An attempt of a message is due.
	void enter(Message message) {
		this.waiting.enter(message);
	}

	// Return a message that may start now, if there is one.
	@Nullable Message admitNext(Instant now) {
		while (isOpen(now)) {
			Message next = this.waiting.poll();
			if (next == null) {
				return null;
			}
			if (next.queue() == null || !next.queue().holdBack(next)) {
				this.running.add(next);
				this.rate.started(now);
				return next;
			}
		}
		return null;
	}

	// Return when the first in line may start, if only time is missing.
	@Nullable Instant opensAt(Instant now) {
		boolean timeWillDo = !this.waiting.isEmpty() && !this.paused && !isFull();
		return timeWillDo ? this.rate.next(now) : null;
	}

	// The attempt of a message is not running any more.
	void release(Message message) {
		this.running.remove(message);
	}

	// A message does not wait any more.
	void withdraw(Message message) {
		this.waiting.leave(message);
	}

	// A message has ended.
	void leave(Message message) {
		this.members--;
		release(message);
		withdraw(message);
	}

	// Return why a message waits, if it is here that it waits.
	@Nullable WaitReason reason(Instant now, Message message) {
		if (!this.waiting.contains(message)) {
			return null;
		}
		if (this.paused) {
			return new WaitReason.KeyPaused(this.name);
		}
		if (this.parallelism != null && isFull()) {
			return new WaitReason.KeyFull(this.name, this.running.size(), this.parallelism);
		}
		return new WaitReason.KeyRateUsed(this.name, this.rate.next(now));
	}

	// Whether nothing would be lost but the count of the present period.
	boolean isIdle() {
		return this.members == 0 && !this.paused && !this.parallelismPinned && !this.ratePinned;
	}

	FlowKeyView view(Instant now) {
		return new FlowKeyView(this.name, this.waiting.size(), this.parallelism, this.running.size(), this.rate.max(),
				this.rate.count(now), this.rate.period(), this.rate.start(), this.paused, this.parallelismPinned,
				this.ratePinned);
	}

	String name() {
		return this.name;
	}

	@Override
	public long number() {
		return this.number;
	}

	@Override
	public @Nullable Instant due() {
		return this.due;
	}

	@Override
	public void due(@Nullable Instant due) {
		this.due = due;
	}

	private boolean isOpen(Instant now) {
		return !this.paused && !isFull() && !this.rate.next(now).isAfter(now);
	}

	private boolean isFull() {
		return this.parallelism != null && this.running.size() >= this.parallelism;
	}

}
