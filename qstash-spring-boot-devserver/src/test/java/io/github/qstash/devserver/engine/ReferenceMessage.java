package io.github.qstash.devserver.engine;

import java.time.Instant;

/**
 * A message of the {@link ReferenceQStash}: what was asked for, and how far it is.
 */
final class ReferenceMessage {

	/** Where a message is. */
	enum Place {

		LATER, QUEUE, KEY, RUNNING, CANCELLING, ENDED

	}

	final int number;

	final Address address;

	final MessageSpec spec;

	final Instant createdAt;

	/** The message that this one is a callback of. */
	final ReferenceMessage source;

	/** Not its name: a queue that is deleted and created again is another one. */
	final ReferenceQueue queue;

	Place place = Place.LATER;

	/** When it goes on, if its place is LATER. */
	Instant due;

	/** When it came to the queue or key that it waits at. */
	int ticket;

	/** Whether its queue has let it through, ever. */
	boolean underWay;

	/** Whether it counts for the parallelism of its key. */
	boolean counted;

	/** Whether it is to be cancelled when its attempt ends. */
	boolean unwanted;

	int attempts;

	/** Its id among the dead letters, if it failed for good. */
	String dlqId;

	ReferenceMessage(int number, Address address, MessageSpec spec, Instant createdAt, ReferenceMessage source,
			ReferenceQueue queue) {
		this.number = number;
		this.address = address;
		this.spec = spec;
		this.createdAt = createdAt;
		this.source = source;
		this.queue = queue;
	}

	String id() {
		return "msg_" + this.number;
	}

	boolean ended() {
		return this.place == Place.ENDED;
	}

	boolean running() {
		return this.place == Place.RUNNING;
	}

	boolean cancellable() {
		return !ended() && !this.unwanted;
	}

	String key() {
		return (this.spec.flowControl() != null) ? this.spec.flowControl().key() : null;
	}

}
