package io.github.qstash.devserver.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import io.github.qstash.devserver.engine.AttemptOutcome;
import io.github.qstash.devserver.engine.Event;
import io.github.qstash.devserver.runtime.Account;
import io.github.qstash.devserver.runtime.EngineListener;
import io.github.qstash.devserver.runtime.Fault;
import io.github.qstash.devserver.runtime.Faults;
import org.jspecify.annotations.Nullable;

/**
 * What happened in all accounts since the last reset. Messages and deliveries are read
 * from it, and reading takes nothing away.
 */
final class Recording implements EngineListener {

	private static final int MAX_EVENTS = 1_000_000;

	private final Deque<Event> events = new ArrayDeque<>();

	private final Faults faults;

	Recording(Faults faults) {
		this.faults = faults;
	}

	@Override
	public synchronized void happened(Account account, Event event) {
		this.events.add(event);
		if (this.events.size() > MAX_EVENTS) {
			this.events.remove();
		}
		notifyAll();
	}

	@Override
	public synchronized void reset() {
		this.events.clear();
		notifyAll();
	}

	synchronized List<Event> events() {
		return List.copyOf(this.events);
	}

	// Wait until a condition holds, which is asked again whenever something happens.
	synchronized boolean await(BooleanSupplier condition, Duration patience) {
		long deadline = System.nanoTime() + patience.toNanos();
		while (!condition.getAsBoolean()) {
			long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
			if (millis <= 0) {
				return false;
			}
			try {
				wait(millis);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
		}
		return true;
	}

	List<Message> messages() {
		return List.copyOf(messagesById(events()).values());
	}

	List<Delivery> deliveries() {
		List<Event> events = events();
		Map<String, Message> messages = messagesById(events);
		Map<Attempt, AttemptOutcome> outcomes = outcomes(events);
		List<Delivery> deliveries = new ArrayList<>();
		for (Event event : events) {
			Message message = messages.get(event.message().messageId());
			if (event instanceof Event.AttemptStarted started && message != null) {
				Attempt attempt = new Attempt(message.id(), started.attempt());
				deliveries.addAll(deliveries(message, attempt, started.at(), outcomes.get(attempt)));
			}
		}
		return deliveries;
	}

	private Collection<Delivery> deliveries(Message message, Attempt attempt, Instant at,
			@Nullable AttemptOutcome outcome) {
		Fault fault = this.faults.of(attempt.messageId, attempt.number);
		Delivery delivery = new Delivery(message, attempt.number, at, outcome,
				(fault != null) ? fault.toString() : null);
		return (fault == Fault.Mishap.DELIVERED_TWICE) ? List.of(delivery, delivery) : List.of(delivery);
	}

	private static Map<String, Message> messagesById(List<Event> events) {
		Map<String, Message> messages = new LinkedHashMap<>();
		events
			.forEach((event) -> messages.put(event.message().messageId(), new Message(event.message(), event.state())));
		return messages;
	}

	private static Map<Attempt, AttemptOutcome> outcomes(List<Event> events) {
		Map<Attempt, AttemptOutcome> outcomes = new HashMap<>();
		for (Event event : events) {
			if (event instanceof Event.AttemptFailed failed) {
				outcomes.put(new Attempt(failed.message().messageId(), failed.attempt()), failed.outcome());
			}
			else if (event instanceof Event.Delivered delivered) {
				outcomes.put(new Attempt(delivered.message().messageId(), delivered.attempt()), delivered.response());
			}
		}
		return outcomes;
	}

	private record Attempt(String messageId, int number) {

	}

}
