package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What waits for an instant, earliest first; what waits for the same one by number.
 *
 * @param <E> type of the entries
 */
final class Agenda<E extends Agenda.Entry> {

	private final TreeMap<Key, E> entries = new TreeMap<>();

	// Let an entry wait for this instant, and for no other one.
	void add(E entry, Instant due) {
		remove(entry);
		entry.due(due);
		this.entries.put(new Key(due, entry.number()), entry);
	}

	void remove(E entry) {
		Instant due = entry.due();
		if (due != null) {
			this.entries.remove(new Key(due, entry.number()));
			entry.due(null);
		}
	}

	// Take out the next entry that is due.
	@Nullable E pollDue(Instant now) {
		Map.Entry<Key, E> first = this.entries.firstEntry();
		if (first == null || first.getKey().due().isAfter(now)) {
			return null;
		}
		remove(first.getValue());
		return first.getValue();
	}

	Optional<Instant> next() {
		return this.entries.isEmpty() ? Optional.empty() : Optional.of(this.entries.firstKey().due());
	}

	// Return the earlier one of two instants, as far as there are any.
	static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
		if (one.isEmpty() || other.isEmpty()) {
			return one.isEmpty() ? other : one;
		}
		return other.get().isBefore(one.get()) ? other : one;
	}

	/**
	 * What can wait: it knows its number, and when the agenda wakes it if it is there.
	 */
	interface Entry {

		long number();

		@Nullable Instant due();

		void due(@Nullable Instant due);

	}

	private record Key(Instant due, long number) implements Comparable<Key> {

		private static final Comparator<Key> ORDER = Comparator.comparing(Key::due).thenComparingLong(Key::number);

		@Override
		public int compareTo(Key other) {
			return ORDER.compare(this, other);
		}

	}

}
