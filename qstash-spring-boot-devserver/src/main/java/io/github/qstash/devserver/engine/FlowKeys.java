package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The flow-control keys by name, in the order in which they came. Those that nothing
 * depends on are forgotten when they become too many.
 */
final class FlowKeys {

	static final int MAX_LENGTH = 1024;

	static final int MAX_IDLE = 10_000;

	private final Map<String, FlowKey> keys = new LinkedHashMap<>();

	/** Those that have been idle longest come first. */
	private final Map<String, FlowKey> idle = new LinkedHashMap<>();

	private final Agenda<FlowKey> agenda = new Agenda<>();

	private long created;

	static void check(String name) {
		if (name.isEmpty()) {
			throw RefusedException.invalid("a flow control key must be provided");
		}
		Names.checkLength("flow control key", name, MAX_LENGTH);
	}

	static void checkLimits(@Nullable Integer parallelism, @Nullable Integer rate, Duration period) {
		if (parallelism == null && rate == null) {
			throw RefusedException.invalid("parallelism or rate must be provided");
		}
		if (parallelism != null && parallelism < 1) {
			throw RefusedException.invalid("invalid parallelism: it must be greater than 0");
		}
		if (rate != null && rate < 1) {
			throw RefusedException.invalid("invalid rate: it must be greater than 0");
		}
		if (period.toSeconds() < 1 || period.compareTo(FlowControl.MAX_PERIOD) > 0) {
			throw RefusedException.invalid(
					"invalid period: it must be between 1 second and " + FlowControl.MAX_PERIOD.toDays() + " days");
		}
	}

	FlowKey get(String name) {
		check(name);
		FlowKey key = this.keys.get(name);
		if (key == null) {
			throw RefusedException.notFound("flow control key not found");
		}
		return key;
	}

	FlowKey getOrCreate(String name) {
		check(name);
		return this.keys.computeIfAbsent(name, (key) -> new FlowKey(++this.created, key));
	}

	Collection<FlowKey> all() {
		return this.keys.values();
	}

	// Take note of what changed at a key, and return the messages that may start now.
	List<Message> advance(Instant now, FlowKey key) {
		List<Message> admitted = new ArrayList<>();
		for (Message next = key.admitNext(now); next != null; next = key.admitNext(now)) {
			admitted.add(next);
		}
		Instant opensAt = key.opensAt(now);
		if (opensAt != null) {
			this.agenda.add(key, opensAt);
		}
		else {
			this.agenda.remove(key);
		}
		forgetIdle(key);
		return admitted;
	}

	Optional<Instant> nextDue() {
		return this.agenda.next();
	}

	// Return the messages that may start now because time has passed.
	List<Message> due(Instant now) {
		List<Message> admitted = new ArrayList<>();
		for (FlowKey key = this.agenda.pollDue(now); key != null; key = this.agenda.pollDue(now)) {
			admitted.addAll(advance(now, key));
		}
		return admitted;
	}

	private void forgetIdle(FlowKey changed) {
		if (!changed.isIdle()) {
			this.idle.remove(changed.name());
			return;
		}
		this.idle.putIfAbsent(changed.name(), changed);
		if (this.idle.size() > MAX_IDLE) {
			Iterator<String> longest = this.idle.keySet().iterator();
			this.keys.remove(longest.next());
			longest.remove();
		}
	}

}
