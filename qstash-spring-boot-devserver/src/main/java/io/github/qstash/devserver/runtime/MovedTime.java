package io.github.qstash.devserver.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.github.qstash.devserver.engine.Event;
import io.github.qstash.devserver.engine.MessageView;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * Moves a clock that stands still. It stops at every instant at which something is due,
 * and goes on when what was due has ended: every delivery sees the instant that it was
 * due at. Time goes back only with a reset.
 *
 * @since 1.0.0
 */
public final class MovedTime {

	private final EngineLoop loop;

	private final MovedClock clock;

	MovedTime(EngineLoop loop, MovedClock clock) {
		this.loop = loop;
		this.clock = clock;
	}

	/**
	 * Return the instant at which the clock stands.
	 * @return the instant
	 */
	public Instant now() {
		return this.clock.instant();
	}

	/**
	 * Move the clock forward.
	 * @param by how far, not negative
	 * @param bounds how far this may go
	 * @return the instant at which the clock stands then, when everything that was due
	 * until then has ended; an error of type {@link NotIdleException} if it does not end
	 */
	public Mono<Instant> advance(Duration by, Bounds bounds) {
		if (by.isNegative()) {
			return Mono.error(new IllegalArgumentException(
					"The clock cannot be moved by " + by + ": time goes back only with a reset"));
		}
		return travel((now) -> now.plus(by), bounds);
	}

	/**
	 * Move the clock forward to an instant.
	 * @param to the instant
	 * @param bounds how far this may go
	 * @return as for {@link #advance(Duration, Bounds)}
	 */
	public Mono<Instant> advanceTo(Instant to, Bounds bounds) {
		return travel((now) -> {
			if (to.isBefore(now)) {
				throw new IllegalArgumentException(
						"The clock cannot be moved from " + now + " to " + to + ": time goes back only with a reset");
			}
			return to;
		}, bounds);
	}

	/**
	 * Move the clock to the next instant at which something is due.
	 * @param bounds how far this may go
	 * @return as for {@link #advance(Duration, Bounds)}, or empty if nothing waits for
	 * time to pass
	 */
	public Mono<Instant> advanceToNext(Bounds bounds) {
		return Mono
			.<Instant>create((sink) -> this.loop.whenIdle(bounds.patience(),
					() -> this.loop.nextDue()
						.ifPresentOrElse((next) -> new Journey(next, bounds, sink).goOn(), sink::success),
					sink::error))
			.publishOn(Schedulers.parallel());
	}

	private Mono<Instant> travel(Function<Instant, Instant> target, Bounds bounds) {
		return Mono
			.<Instant>create((sink) -> this.loop.whenIdle(bounds.patience(),
					() -> new Journey(target.apply(now()), bounds, sink).goOn(), sink::error))
			.publishOn(Schedulers.parallel());
	}

	/** On the thread of the loop, from one instant to the next. */
	private final class Journey implements EngineListener {

		private final Instant target;

		private final Bounds bounds;

		private final MonoSink<Instant> sink;

		private final Map<String, Integer> attempts = new HashMap<>();

		private int stops;

		Journey(Instant target, Bounds bounds, MonoSink<Instant> sink) {
			this.target = target;
			this.bounds = bounds;
			this.sink = sink;
			MovedTime.this.loop.addListener(this);
		}

		@Override
		public void happened(Account account, Event event) {
			if (event instanceof Event.AttemptStarted started) {
				this.attempts.merge(source(started.message()), 1, Integer::sum);
			}
		}

		private static String source(MessageView message) {
			return (message.scheduleId() != null) ? "schedule " + message.scheduleId() + " to " + message.url()
					: message.url();
		}

		void goOn() {
			Optional<Instant> next = MovedTime.this.loop.nextDue().filter((due) -> !due.isAfter(this.target));
			if (next.isEmpty()) {
				MovedTime.this.clock.moveTo(this.target);
				whenIdle(this::arrive);
			}
			else if (this.stops == this.bounds.stops()) {
				giveUp(new NotIdleException(tooManyStops(next.get())));
			}
			else {
				this.stops++;
				MovedTime.this.clock.moveTo(next.get());
				whenIdle(this::goOn);
			}
		}

		private void arrive() {
			MovedTime.this.loop.removeListener(this);
			this.sink.success(now());
		}

		private void giveUp(Throwable reason) {
			MovedTime.this.loop.removeListener(this);
			this.sink.error(reason);
		}

		private void whenIdle(Runnable next) {
			MovedTime.this.loop.whenIdle(this.bounds.patience(), next, this::giveUp);
		}

		private String tooManyStops(Instant next) {
			String text = "The clock stands at " + now() + " after " + this.stops + " stops on the way to "
					+ this.target + ", and something is due again at " + next;
			return this.attempts.entrySet()
				.stream()
				.max(Comparator.comparingInt(Map.Entry::getValue))
				.map((most) -> text + "; most attempts were made for " + most.getKey() + " (" + most.getValue() + ")")
				.orElse(text);
		}

	}

}
