package io.github.qstash.devserver.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The events of all messages in progress and of those that ended last.
 */
final class Logs {

	private static final Pattern CURSOR = Pattern.compile("(?<millis>\\d{1,15})(?:-(?<number>\\d{1,18}))?");

	/** Of one message: those of its oldest attempts go first. */
	static final int MAX_EVENTS = 100;

	private static final int OLDEST_AFTER_CREATED = 1;

	private final TreeMap<Long, Event> events = new TreeMap<>();

	private final Map<String, List<Event>> histories = new HashMap<>();

	private final Retention retention;

	private long lastNumber;

	Logs(EngineSettings settings) {
		this.retention = new Retention(settings.endedMessages(), settings.endedBytes());
	}

	long nextNumber() {
		return this.lastNumber + 1;
	}

	void add(Event event) {
		this.lastNumber = event.number();
		this.events.put(event.number(), event);
		String messageId = event.message().messageId();
		List<Event> history = this.histories.computeIfAbsent(messageId, (key) -> new ArrayList<>(4));
		history.add(event);
		if (history.size() > MAX_EVENTS) {
			this.events.remove(history.remove(OLDEST_AFTER_CREATED).number());
		}
		if (event.state().end()) {
			this.retention.add(messageId, size(history)).forEach(this::forget);
		}
	}

	// Return the events of a message in order, without those that went; none if it is
	// unknown or forgotten.
	List<Event> history(String messageId) {
		return this.histories.getOrDefault(messageId, List.of());
	}

	Page<LogEntry> list(LogFilter filter) {
		if (filter.count() < 1 || filter.count() > LogFilter.MAX_COUNT) {
			throw RefusedException.invalid("invalid count: it must be between 1 and " + LogFilter.MAX_COUNT);
		}
		List<Event> found = inOrder(filter).filter(filter::accepts).limit(filter.count() + 1L).toList();
		boolean more = found.size() > filter.count();
		List<Event> page = more ? found.subList(0, filter.count()) : found;
		return new Page<>(more ? cursor(page.get(page.size() - 1)) : null, page.stream().map(LogEntry::of).toList());
	}

	private Stream<Event> inOrder(LogFilter filter) {
		NavigableMap<Long, Event> rest = afterCursor(filter.cursor(), filter.order());
		if (filter.messageIds().isEmpty()) {
			return rest.values().stream();
		}
		Comparator<Event> earliestFirst = Comparator.comparingLong(Event::number);
		return filter.messageIds()
			.stream()
			.flatMap((id) -> history(id).stream())
			.filter((event) -> rest.containsKey(event.number()))
			.sorted((filter.order() == Order.LATEST_FIRST) ? earliestFirst.reversed() : earliestFirst);
	}

	private static String cursor(Event event) {
		return event.at().toEpochMilli() + "-" + event.number();
	}

	// A cursor is where a page ended, or only an instant.
	private NavigableMap<Long, Event> afterCursor(@Nullable String cursor, Order order) {
		boolean latestFirst = order == Order.LATEST_FIRST;
		NavigableMap<Long, Event> all = latestFirst ? this.events.descendingMap() : this.events;
		if (cursor == null) {
			return all;
		}
		Matcher matcher = CURSOR.matcher(cursor);
		if (!matcher.matches()) {
			throw RefusedException.invalid("invalid cursor");
		}
		String number = matcher.group("number");
		if (number != null) {
			return all.tailMap(Long.valueOf(number), false);
		}
		long start = Long.parseLong(matcher.group("millis"));
		return all.values()
			.stream()
			.filter((event) -> latestFirst ? event.at().toEpochMilli() <= start : event.at().toEpochMilli() >= start)
			.findFirst()
			.map((event) -> all.tailMap(event.number(), true))
			.orElseGet(TreeMap::new);
	}

	private void forget(String messageId) {
		List<Event> history = Objects.requireNonNull(this.histories.remove(messageId));
		history.forEach((event) -> this.events.remove(event.number()));
	}

	private static long size(List<Event> history) {
		long size = history.get(0).message().spec().size();
		for (Event event : history) {
			if (event instanceof Event.AttemptFailed failed) {
				size += failed.outcome().size();
			}
			else if (event instanceof Event.Delivered delivered) {
				size += delivered.response().size();
			}
		}
		return size;
	}

}
