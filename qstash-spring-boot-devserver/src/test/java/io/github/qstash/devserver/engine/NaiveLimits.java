package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A naive look at queues and flow-control keys: it follows the events and the changes
 * that were made between them, and checks every start against the limits of that moment.
 */
final class NaiveLimits {

	private final List<Change> changes = new ArrayList<>();

	private final Map<String, Key> keys = new HashMap<>();

	private final Map<String, Queue> queues = new HashMap<>();

	/**
	 * Take note of a change that is about to be made.
	 */
	void change(Scenario scenario, Consumer<NaiveLimits> change) {
		this.changes.add(new Change(scenario.events().size(), change));
	}

	Key key(String name) {
		return this.keys.computeIfAbsent(name, (key) -> new Key());
	}

	Queue queue(String name) {
		return this.queues.computeIfAbsent(name, (key) -> new Queue());
	}

	void check(List<Event> events) {
		int made = 0;
		for (int i = 0; i < events.size(); i++) {
			while (made < this.changes.size() && this.changes.get(made).afterEvents() <= i) {
				this.changes.get(made++).change().accept(this);
			}
			follow(events.get(i));
		}
	}

	private void follow(Event event) {
		MessageSpec spec = event.message().spec();
		if (spec.flowControl() != null) {
			key(spec.flowControl().key()).follow(event);
		}
		if (spec.queue() != null) {
			queue(spec.queue()).follow(event);
		}
		if (event.message().sourceMessageId() != null) {
			this.queues.values().forEach((queue) -> queue.followCallback(event));
		}
	}

	private record Change(int afterEvents, Consumer<NaiveLimits> change) {

	}

	static final class Key {

		private final Set<String> running = new HashSet<>();

		private Integer parallelism;

		private Integer rate;

		private Duration period = Duration.ofSeconds(1);

		private Instant periodStart = Instant.MIN;

		private int count;

		private boolean parallelismPinned;

		private boolean ratePinned;

		private boolean paused;

		void bring(FlowControl limits) {
			this.parallelism = this.parallelismPinned ? this.parallelism : limits.parallelism();
			this.rate = this.ratePinned ? this.rate : limits.rate();
			this.period = this.ratePinned ? this.period : limits.period();
		}

		void pin(Instant now, Integer parallelism, Integer rate, Duration period) {
			if (parallelism != null) {
				this.parallelismPinned = true;
				this.parallelism = parallelism;
			}
			if (rate != null) {
				this.ratePinned = true;
				this.rate = rate;
				this.period = period;
			}
			resetRate(now);
		}

		void unpin() {
			this.parallelismPinned = false;
			this.ratePinned = false;
		}

		void resetRate(Instant now) {
			this.periodStart = now;
			this.count = 0;
		}

		void paused(boolean paused) {
			this.paused = paused;
		}

		private void follow(Event event) {
			if (!(event instanceof Event.AttemptStarted)) {
				if (!(event instanceof Event.CancelRequested)) {
					this.running.remove(event.message().messageId());
				}
				return;
			}
			assertThat(this.paused).as("%s is paused", event).isFalse();
			assertThat(this.running.add(event.message().messageId())).isTrue();
			if (this.parallelism != null) {
				assertThat(this.running).as(event.toString()).hasSizeLessThanOrEqualTo(this.parallelism);
			}
			if (!event.at().isBefore(this.periodStart.plus(this.period))) {
				resetRate(event.at());
			}
			this.count++;
			if (this.rate != null) {
				assertThat(this.count).as(event.toString()).isLessThanOrEqualTo(this.rate);
			}
		}

	}

	static final class Queue {

		private final Map<String, Set<String>> underWay = new HashMap<>();

		private int parallelism = 1;

		private boolean paused;

		void parallelism(int parallelism) {
			this.parallelism = parallelism;
		}

		void paused(boolean paused) {
			this.paused = paused;
		}

		void deleted() {
			this.underWay.clear();
			this.parallelism = 1;
			this.paused = false;
		}

		private void follow(Event event) {
			String id = event.message().messageId();
			if (event instanceof Event.AttemptStarted attempt) {
				assertThat(this.paused).as("%s is paused", event).isFalse();
				if (attempt.attempt() == 1) {
					this.underWay.put(id, new HashSet<>(Set.of(id)));
					assertThat(this.underWay).as(event.toString()).hasSizeLessThanOrEqualTo(this.parallelism);
				}
			}
			else if (event.state().end()) {
				ended(id, id);
			}
		}

		private void followCallback(Event event) {
			String source = event.message().sourceMessageId();
			if (event instanceof Event.Accepted && this.underWay.containsKey(source)) {
				this.underWay.get(source).add(event.message().messageId());
			}
			else if (event.state().end()) {
				ended(source, event.message().messageId());
			}
		}

		private void ended(String member, String messageId) {
			Set<String> holders = this.underWay.getOrDefault(member, new HashSet<>());
			holders.remove(messageId);
			if (holders.isEmpty()) {
				this.underWay.remove(member);
			}
		}

	}

}
