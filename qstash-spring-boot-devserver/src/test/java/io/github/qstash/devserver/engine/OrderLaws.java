package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In which order messages start that wait for each other.
 */
final class OrderLaws {

	private static final Comparator<MessageView> BECAME_DUE = Comparator.comparing(MessageView::notBefore)
		.thenComparing(MessageView::createdAt)
		.thenComparing((message) -> Integer.parseInt(message.messageId().substring("msg_".length())));

	private OrderLaws() {
	}

	static void keysKeepTheOrderOfWhatWaits(Scenario scenario) {
		Map<String, Instant> due = new HashMap<>();
		Map<String, List<Instant>> started = new HashMap<>();
		for (Event event : scenario.events()) {
			MessageSpec spec = event.message().spec();
			String id = event.message().messageId();
			if (event instanceof Event.RetryScheduled scheduled) {
				due.put(id, scheduled.nextAttemptAt());
			}
			else if (event instanceof Event.AttemptStarted && spec.flowControl() != null && spec.queue() == null) {
				started.computeIfAbsent(spec.flowControl().key(), (key) -> new ArrayList<>())
					.add(due.getOrDefault(id, event.message().notBefore()));
			}
		}
		assertThat(started.values()).isNotEmpty().allSatisfy((instants) -> assertThat(instants).isSorted());
	}

	/**
	 * A naive look at the queues: members start in the order in which they became due,
	 * and, with one slot, none before the one before it and all callbacks about that have
	 * ended.
	 */
	static void queuesKeepTheirOrder(Scenario scenario) {
		Map<String, Long> lastEnd = new HashMap<>();
		Map<String, List<Event>> starts = new HashMap<>();
		for (Event event : scenario.events()) {
			MessageView message = event.message();
			String source = (message.sourceMessageId() != null) ? message.sourceMessageId() : message.messageId();
			if (event.state().end()) {
				lastEnd.put(source, event.number());
			}
			if (event instanceof Event.AttemptStarted attempt && attempt.attempt() == 1
					&& message.spec().queue() != null) {
				starts.computeIfAbsent(message.spec().queue(), (key) -> new ArrayList<>()).add(event);
			}
		}
		assertThat(starts).isNotEmpty();
		assertThat(starts.values())
			.allSatisfy((members) -> assertThat(members).extracting(Event::message).isSortedAccordingTo(BECAME_DUE));
		List<Event> members = starts.getOrDefault("queue-0", List.of());
		for (int i = 1; i < members.size(); i++) {
			assertThat(members.get(i).number()).isGreaterThan(lastEnd.get(members.get(i - 1).message().messageId()));
		}
	}

}
