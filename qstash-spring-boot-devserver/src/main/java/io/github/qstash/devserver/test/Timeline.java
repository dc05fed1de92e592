package io.github.qstash.devserver.test;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.qstash.devserver.engine.AttemptOutcome;
import io.github.qstash.devserver.engine.Event;
import io.github.qstash.devserver.runtime.Fault;
import io.github.qstash.devserver.runtime.Faults;
import io.github.qstash.devserver.runtime.TargetUrl;

/**
 * What happened, as a table for whoever reads why a test failed.
 */
final class Timeline {

	private static final int MOST_LINES = 100;

	private final List<Event> events;

	private final Faults faults;

	Timeline(List<Event> events, Faults faults) {
		this.events = events;
		this.faults = faults;
	}

	/**
	 * Return the destination whose name is most like a target's.
	 * @param target a path or URL that is none of the destinations
	 * @return the path or URL, or empty if there are no destinations
	 */
	Optional<String> nearest(String target) {
		return this.events.stream()
			.map((event) -> target.startsWith("/") ? TargetUrl.path(event.message().url()) : event.message().url())
			.distinct()
			.min(Comparator.comparingInt((candidate) -> distance(target, candidate)));
	}

	@Override
	public String toString() {
		if (this.events.isEmpty()) {
			return "Nothing has happened since the last reset: no message was accepted.";
		}
		int left = Math.max(0, this.events.size() - MOST_LINES);
		return "What happened" + ((left > 0) ? " (without the first " + left + " events)" : "") + ":\n"
				+ this.events.stream().skip(left).map(this::line).collect(Collectors.joining("\n"));
	}

	private String line(Event event) {
		return "  %s  %-10s %-9s  %s".formatted(event.at(), event.message(), event.state(), details(event));
	}

	private String details(Event event) {
		if (event instanceof Event.AttemptStarted started) {
			Fault fault = this.faults.of(started.message().messageId(), started.attempt());
			return "attempt " + started.attempt() + ((fault != null) ? "  [" + fault + "]" : "");
		}
		if (event instanceof Event.AttemptFailed failed) {
			return "attempt " + failed.attempt() + ": " + text(failed.outcome());
		}
		if (event instanceof Event.Delivered delivered) {
			return "attempt " + delivered.attempt() + ": " + text(delivered.response());
		}
		if (event instanceof Event.RetryScheduled retry) {
			return "next attempt at " + retry.nextAttemptAt();
		}
		if (event instanceof Event.DeadLettered dead) {
			return "dead letter " + dead.dlqId();
		}
		String due = event.message().notBefore().isAfter(event.at()) ? ", due at " + event.message().notBefore() : "";
		return event.message().spec().method() + " " + event.message().url() + due;
	}

	private static String text(AttemptOutcome outcome) {
		return (outcome.status() != 0) ? String.valueOf(outcome.status()) : String.valueOf(outcome.body().utf8());
	}

	// how many characters must be added, left out or changed
	private static int distance(String from, String to) {
		int[] before = new int[to.length() + 1];
		for (int j = 0; j <= to.length(); j++) {
			before[j] = j;
		}
		for (int i = 1; i <= from.length(); i++) {
			int[] now = new int[to.length() + 1];
			now[0] = i;
			for (int j = 1; j <= to.length(); j++) {
				int changed = before[j - 1] + ((from.charAt(i - 1) == to.charAt(j - 1)) ? 0 : 1);
				now[j] = Math.min(changed, 1 + Math.min(before[j], now[j - 1]));
			}
			before = now;
		}
		return before[to.length()];
	}

}
