package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A schedule: what it publishes, and how far it is.
 */
final class Schedule {

	static final Comparator<Schedule> DUE_FIRST = Comparator.comparing(Schedule::nextRun)
		.thenComparingLong((schedule) -> schedule.number);

	private final String id;

	private final long number;

	private final Cron cron;

	private final Target target;

	private final MessageSpec spec;

	private final Instant createdAt;

	private boolean paused;

	private Instant nextRun;

	private @Nullable Instant lastRun;

	private List<Receipt> lastReceipts = List.of();

	private @Nullable String error;

	Schedule(String id, long number, Cron cron, Target target, MessageSpec spec, Instant now) {
		this.id = id;
		this.number = number;
		this.cron = cron;
		this.target = target;
		this.spec = spec;
		this.createdAt = now;
		this.nextRun = cron.after(now);
	}

	String id() {
		return this.id;
	}

	Target target() {
		return this.target;
	}

	MessageSpec spec() {
		return this.spec;
	}

	// When it is due, if it is not paused.
	Instant nextRun() {
		return this.nextRun;
	}

	// Wait for the next time, whatever was missed.
	void waitFrom(Instant now) {
		this.nextRun = this.cron.after(now);
	}

	boolean paused() {
		return this.paused;
	}

	void paused(boolean paused) {
		this.paused = paused;
	}

	void ran(Instant now, List<Receipt> receipts) {
		this.lastRun = now;
		this.lastReceipts = receipts;
		this.error = null;
	}

	void ranInVain(Instant now, @Nullable String reason) {
		this.lastRun = now;
		this.lastReceipts = List.of();
		this.error = reason;
	}

	ScheduleView view(Instant now, Logs logs) {
		Instant next = this.paused ? this.cron.after(now) : this.nextRun;
		return new ScheduleView(this.id, this.cron.text(), this.target, this.spec, this.createdAt, this.paused,
				this.lastRun, lastStates(logs), next, this.error);
	}

	private Map<String, ScheduleView.RunState> lastStates(Logs logs) {
		Map<String, ScheduleView.RunState> states = new LinkedHashMap<>();
		for (Receipt receipt : this.lastReceipts) {
			List<Event> history = logs.history(receipt.messageId());
			if (!history.isEmpty()) {
				LogState state = history.get(history.size() - 1).state();
				states.put(receipt.messageId(), ScheduleView.RunState.of(state));
			}
		}
		return states;
	}

}
