package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One command being carried out: collects what happened and what must be done.
 */
final class Step {

	private final Instant now;

	private final Logs logs;

	private final List<Event> events = new ArrayList<>();

	private final List<Effect> effects = new ArrayList<>();

	Step(Instant now, Logs logs) {
		this.now = now;
		this.logs = logs;
	}

	Instant now() {
		return this.now;
	}

	// Let something happen to a message, if it can happen to it where it is now.
	void record(Message message, Fact fact) {
		Event event = fact.at(this.logs.nextNumber(), this.now, message.view());
		Lifecycle next = message.lifecycle().after(event.state());
		if (next == null) {
			throw new IllegalStateException(
					message + " cannot become " + event.state() + " after " + history(message.id()));
		}
		message.moveTo(next);
		this.logs.add(event);
		this.events.add(event);
	}

	void start(AttemptRequest request) {
		this.effects.add(new Effect.StartAttempt(request));
	}

	void abort(Message message) {
		this.effects.add(new Effect.AbortAttempt(message.id(), message.attempts()));
	}

	String history(String messageId) {
		return this.logs.history(messageId)
			.stream()
			.map((event) -> event.state() + "@" + event.at())
			.collect(Collectors.joining(", ", "[", "]"));
	}

	<R> Decision<R> decide(R reply) {
		return new Decision<>(reply, this.events, this.effects);
	}

	// The kind of an event, which becomes an event by number, instant and message.
	@FunctionalInterface
	interface Fact {

		Event at(long number, Instant now, MessageView message);

	}

}
