package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * The messages that failed for good, by the id that they have here.
 */
final class DeadLetters {

	private final TreeMap<DeadLetterId, DeadLetter> letters = new TreeMap<>();

	private final Retention retention;

	private DeadLetterId lastId = new DeadLetterId(-1, 0);

	DeadLetters(EngineSettings settings) {
		this.retention = new Retention(settings.deadLetters(), settings.deadLetterBytes());
	}

	DeadLetter add(Instant now, MessageView message, AttemptOutcome last) {
		this.lastId = this.lastId.next(now.toEpochMilli());
		DeadLetter letter = new DeadLetter(this.lastId.toString(), message, now, last.status(), last.headers(),
				last.body());
		this.letters.put(this.lastId, letter);
		int size = message.spec().size() + last.size();
		this.retention.add(letter.dlqId(), size).forEach(this::forget);
		return letter;
	}

	DeadLetter get(String dlqId) {
		DeadLetter letter = find(dlqId);
		if (letter == null) {
			throw RefusedException.notFound("dead letter " + dlqId + " not found");
		}
		return letter;
	}

	Page<DeadLetter> list(DeadLetterFilter filter) {
		if (!filter.dlqIds().isEmpty()) {
			return new Page<>(null, named(filter));
		}
		if (filter.count() < 1 || filter.count() > DeadLetterFilter.MAX_COUNT) {
			throw RefusedException.invalid("invalid count: it must be between 1 and " + DeadLetterFilter.MAX_COUNT);
		}
		List<DeadLetter> found = fromCursor(filter).values()
			.stream()
			.filter(filter::accepts)
			.limit(filter.count() + 1L)
			.toList();
		if (found.size() <= filter.count()) {
			return new Page<>(null, found);
		}
		return new Page<>(found.get(filter.count()).dlqId(), found.subList(0, filter.count()));
	}

	Done delete(String dlqId) {
		remove(get(dlqId));
		return Done.DONE;
	}

	// Return the letters that were deleted.
	Page<DeadLetter> deleteMany(DeadLetterFilter filter) {
		Page<DeadLetter> page = list(filter);
		page.entries().forEach(this::remove);
		return page;
	}

	void remove(DeadLetter letter) {
		this.retention.remove(letter.dlqId());
		forget(letter.dlqId());
	}

	private void forget(String dlqId) {
		this.letters.remove(Objects.requireNonNull(DeadLetterId.parse(dlqId)));
	}

	private @Nullable DeadLetter find(String dlqId) {
		DeadLetterId id = DeadLetterId.parse(dlqId);
		// only one of the spellings of the numbers is the id
		return (id != null && id.toString().equals(dlqId)) ? this.letters.get(id) : null;
	}

	private List<DeadLetter> named(DeadLetterFilter filter) {
		return inOrder(filter.order()).values()
			.stream()
			.filter((letter) -> filter.dlqIds().contains(letter.dlqId()))
			.toList();
	}

	private NavigableMap<DeadLetterId, DeadLetter> fromCursor(DeadLetterFilter filter) {
		NavigableMap<DeadLetterId, DeadLetter> all = inOrder(filter.order());
		if (filter.cursor() == null) {
			return all;
		}
		DeadLetterId start = DeadLetterId.parse(filter.cursor());
		if (start == null) {
			throw RefusedException.invalid("invalid cursor");
		}
		return all.tailMap(start, true);
	}

	private NavigableMap<DeadLetterId, DeadLetter> inOrder(Order order) {
		return (order == Order.LATEST_FIRST) ? this.letters.descendingMap() : this.letters;
	}

}
