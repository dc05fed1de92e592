package io.github.qstash.devserver.runtime;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The attempts to one destination host: so many run side by side, the others wait in the
 * order of their arrival. A host that hangs delays nobody but itself.
 *
 * @param <T> type of an attempt
 */
final class Lane<T> {

	private final int width;

	private final Set<T> waiting = new LinkedHashSet<>();

	private int running;

	Lane(int width) {
		this.width = width;
	}

	void enter(T attempt) {
		this.waiting.add(attempt);
	}

	void withdraw(T attempt) {
		this.waiting.remove(attempt);
	}

	// Take the first that waits, which runs from now on, if there is room for it.
	@Nullable T next() {
		if (this.running == this.width || this.waiting.isEmpty()) {
			return null;
		}
		Iterator<T> line = this.waiting.iterator();
		T first = line.next();
		line.remove();
		this.running++;
		return first;
	}

	// One that was running has ended.
	void leave() {
		this.running--;
	}

	boolean isEmpty() {
		return this.running == 0 && this.waiting.isEmpty();
	}

}
