package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for an instant, earliest first; those of one instant in the
 * order of their acceptance.
 */
final class Agenda {

	private final TreeMap<Key, Message> entries = new TreeMap<>();

	void add(Message message, Instant due) {
		message.due(due);
		this.entries.put(new Key(due, message.number()), message);
	}

	void remove(Message message) {
		Instant due = message.due();
		if (due != null) {
			this.entries.remove(new Key(due, message.number()));
			message.due(null);
		}
	}

	// Take out the next message that is due.
	@Nullable Message pollDue(Instant now) {
		Map.Entry<Key, Message> first = this.entries.firstEntry();
		if (first == null || first.getKey().due().isAfter(now)) {
			return null;
		}
		remove(first.getValue());
		return first.getValue();
	}

	Optional<Instant> next() {
		return this.entries.isEmpty() ? Optional.empty() : Optional.of(this.entries.firstKey().due());
	}

	private record Key(Instant due, long number) implements Comparable<Key> {

		private static final Comparator<Key> ORDER = Comparator.comparing(Key::due).thenComparingLong(Key::number);

		@Override
		public int compareTo(Key other) {
			return ORDER.compare(this, other);
		}

	}

}
