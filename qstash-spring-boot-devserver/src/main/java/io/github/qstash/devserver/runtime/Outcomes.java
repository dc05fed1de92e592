package io.github.qstash.devserver.runtime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Ends of attempts that the engines are not told of yet. When time flows, they are told
 * at once. When it stands still, all attempts of an instant are waited for, and the order
 * is that of their starts: two runs of a test then have the same history. Belongs to the
 * thread of the loop.
 */
final class Outcomes {

	private final boolean together;

	private final List<Outcome> waiting = new ArrayList<>();

	/**
	 * Create an object that holds nothing.
	 * @param together whether outcomes are told when no attempt is running any more
	 */
	Outcomes(boolean together) {
		this.together = together;
	}

	void add(long startNumber, Runnable report) {
		this.waiting.add(new Outcome(startNumber, report));
	}

	/**
	 * Tell the engines, if it is time to.
	 * @param attemptsRunning whether attempts are running
	 * @param step carries out a report
	 */
	void report(boolean attemptsRunning, Consumer<Runnable> step) {
		if (this.waiting.isEmpty() || (this.together && attemptsRunning)) {
			return;
		}
		List<Outcome> all = new ArrayList<>(this.waiting);
		this.waiting.clear();
		all.sort(Comparator.comparingLong(Outcome::startNumber));
		all.forEach((outcome) -> step.accept(outcome.report));
	}

	int size() {
		return this.waiting.size();
	}

	void clear() {
		this.waiting.clear();
	}

	private record Outcome(long startNumber, Runnable report) {

	}

}
