package io.github.qstash.devserver.dashboard;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.github.qstash.devserver.engine.LogState;

/**
 * What state a message is in, in the words of the dashboard.
 */
enum MessageState {

	WAITING, ACTIVE, RETRYING, DELIVERED, FAILED, CANCELLED;

	static MessageState of(LogState state) {
		return switch (state) {
			case CREATED -> WAITING;
			case ACTIVE, CANCEL_REQUESTED -> ACTIVE;
			case ERROR, RETRY -> RETRYING;
			case DELIVERED -> DELIVERED;
			case FAILED -> FAILED;
			case CANCELLED -> CANCELLED;
		};
	}

	static Map<String, Integer> count(Map<LogState, Integer> states) {
		Map<MessageState, Integer> counts = new EnumMap<>(MessageState.class);
		states.forEach((state, count) -> counts.merge(of(state), count, Integer::sum));
		Map<String, Integer> named = new LinkedHashMap<>();
		counts.forEach((state, count) -> named.put(state.toString(), count));
		return named;
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
