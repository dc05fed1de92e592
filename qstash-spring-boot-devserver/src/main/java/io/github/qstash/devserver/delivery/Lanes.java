package io.github.qstash.devserver.delivery;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * One lane for each destination host: so many requests run side by side, the others wait
 * in the order of their arrival. A host that hangs delays nobody but itself.
 */
final class Lanes {

	private final int width;

	private final Map<String, Lane> lanes = new HashMap<>();

	Lanes(int width) {
		this.width = width;
	}

	/**
	 * Do some work when the lane has room for it.
	 * @param <T> type of its result
	 * @param name name of the lane
	 * @param work the work
	 * @return its result
	 */
	<T> Mono<T> enter(String name, Mono<T> work) {
		return Mono.defer(() -> {
			Ticket ticket = new Ticket(name);
			arrive(ticket);
			// on another thread, or a row of works that fail at once would be a deep
			// stack
			return ticket.turn.asMono()
				.publishOn(Schedulers.parallel())
				.then(work)
				.doFinally((signal) -> leave(ticket));
		});
	}

	private void arrive(Ticket ticket) {
		synchronized (this.lanes) {
			Lane lane = this.lanes.computeIfAbsent(ticket.lane, (name) -> new Lane());
			if (lane.running.size() >= this.width) {
				lane.waiting.add(ticket);
				return;
			}
			lane.running.add(ticket);
		}
		ticket.turn.tryEmitEmpty();
	}

	private void leave(Ticket ticket) {
		Ticket next = null;
		synchronized (this.lanes) {
			Lane lane = this.lanes.get(ticket.lane);
			if (lane == null) {
				return;
			}
			lane.waiting.remove(ticket);
			if (lane.running.remove(ticket) && !lane.waiting.isEmpty()) {
				next = lane.waiting.iterator().next();
				lane.waiting.remove(next);
				lane.running.add(next);
			}
			if (lane.running.isEmpty()) {
				this.lanes.remove(ticket.lane);
			}
		}
		if (next != null) {
			next.turn.tryEmitEmpty();
		}
	}

	private static final class Lane {

		private final Set<Ticket> running = new LinkedHashSet<>();

		private final Set<Ticket> waiting = new LinkedHashSet<>();

	}

	private static final class Ticket {

		private final String lane;

		private final Sinks.Empty<Void> turn = Sinks.empty();

		Ticket(String lane) {
			this.lane = lane;
		}

	}

}
