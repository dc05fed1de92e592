package io.github.qstash.publish;

import java.util.ArrayList;
import java.util.List;

/**
 * What waits for the commit of one transaction. What comes after its end is published, or
 * dropped, at once.
 */
final class HeldPublications {

	private enum State {

		OPEN, COMMITTED, ROLLED_BACK

	}

	private final List<Publication> held = new ArrayList<>();

	private State state = State.OPEN;

	/**
	 * Keep a publication until the transaction commits.
	 * @param publication what to publish
	 * @return {@code true} if it is taken care of, {@code false} if the transaction has
	 * committed already and it is to be published now
	 */
	synchronized boolean hold(Publication publication) {
		if (this.state == State.OPEN) {
			boolean takenAlong = !this.held.isEmpty() && this.held.get(this.held.size() - 1).takesAlong(publication);
			if (!takenAlong) {
				this.held.add(publication);
			}
		}
		return this.state != State.COMMITTED;
	}

	/**
	 * The transaction has committed.
	 * @return what is to be published now, in order
	 */
	synchronized List<Publication> commit() {
		this.state = State.COMMITTED;
		return release();
	}

	/**
	 * The transaction has not committed, or nobody knows.
	 */
	synchronized void rollBack() {
		this.state = State.ROLLED_BACK;
		release();
	}

	private List<Publication> release() {
		List<Publication> released = List.copyOf(this.held);
		this.held.clear();
		return released;
	}

}
