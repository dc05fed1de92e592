package io.github.qstash.devserver.engine;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * Reads the logs message by message.
 */
final class Histories {

	private final Logs logs;

	private final DeadLetters deadLetters;

	Histories(Logs logs, DeadLetters deadLetters) {
		this.logs = logs;
		this.deadLetters = deadLetters;
	}

	MessageHistory get(String messageId) {
		List<Event> events = this.logs.history(messageId);
		if (events.isEmpty()) {
			throw Messages.notFound(messageId);
		}
		return of(events);
	}

	FoundMessages find(HistoryCommand.Find command) {
		List<MessageHistory> page = new ArrayList<>();
		Map<LogState, Integer> states = new EnumMap<>(LogState.class);
		int found = 0;
		for (Event event : this.logs.events().descendingMap().values()) {
			if (event instanceof Event.Accepted) {
				MessageHistory history = of(this.logs.history(event.message().messageId()));
				states.merge(history.last().state(), 1, Integer::sum);
				if (command.filter().test(history)) {
					found++;
					if (history.number() < command.before() && page.size() < command.count()) {
						page.add(history);
					}
				}
			}
		}
		return new FoundMessages(page, found, states, this.deadLetters.size(), lastEvent());
	}

	ChangedMessages changed(HistoryCommand.ListChanged command) {
		NavigableMap<Long, Event> news = this.logs.events().tailMap(command.after(), false);
		Map<String, MessageHistory> messages = new LinkedHashMap<>();
		long upTo = lastEvent();
		for (Event event : news.values()) {
			String id = event.message().messageId();
			if (!messages.containsKey(id)) {
				if (messages.size() == command.count()) {
					upTo = event.number() - 1;
					break;
				}
				messages.put(id, of(this.logs.history(id)));
			}
		}
		boolean gap = command.after() < this.logs.lastForgotten();
		return new ChangedMessages(List.copyOf(messages.values()), upTo, gap);
	}

	private long lastEvent() {
		return this.logs.nextNumber() - 1;
	}

	private static MessageHistory of(List<Event> events) {
		return new MessageHistory(events.get(0).message(), events);
	}

}
