package io.github.qstash.publish;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What waits for the commit of one transaction. What comes after its end is published, or
 * dropped, at once.
 */
final class HeldPublications {

	private enum State {

		OPEN, COMMITTED, ROLLED_BACK

	}

	private final List<Publication> held = new ArrayList<>();

	// how many were held when a savepoint was made
	private final Map<Object, Integer> savepoints = new IdentityHashMap<>();

	private State state = State.OPEN;

	/**
	 * Keep a publication until the transaction commits.
	 * @param publication what to publish
	 * @return {@code true} if it is taken care of, {@code false} if the transaction has
	 * committed already and it is to be published now
	 */
	synchronized boolean hold(Publication publication) {
		if (this.state == State.OPEN) {
			this.held.add(publication);
		}
		return this.state != State.COMMITTED;
	}

	/**
	 * A savepoint was made in the transaction.
	 * @param savepoint the savepoint
	 */
	synchronized void savepoint(Object savepoint) {
		this.savepoints.put(savepoint, this.held.size());
	}

	/**
	 * The transaction is rolled back to a savepoint. What was done since then is undone,
	 * and not published.
	 * @param savepoint the savepoint; one that is not known was made before anything was
	 * held
	 */
	synchronized void rollBackTo(Object savepoint) {
		int kept = this.savepoints.getOrDefault(savepoint, 0);
		while (this.held.size() > kept) {
			this.held.remove(this.held.size() - 1);
		}
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
