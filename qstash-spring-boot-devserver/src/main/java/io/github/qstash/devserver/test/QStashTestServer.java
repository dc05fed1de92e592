package io.github.qstash.devserver.test;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.github.qstash.devserver.QStashDevServer;
import io.github.qstash.devserver.runtime.Bounds;
import io.github.qstash.devserver.runtime.Control;
import io.github.qstash.devserver.runtime.CountingIds;
import io.github.qstash.devserver.runtime.MovedClock;
import io.github.qstash.devserver.runtime.MovedTime;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A {@link QStashDevServer} for tests: its clock stands still and is moved by hand. What
 * is due is delivered at once, over real HTTP; what is due later waits for
 * {@link #advance(Duration)}, which stops at every due instant on the way.
 *
 * <pre class="code">
 * server.advance(Duration.ofHours(6));
 * assertThat(server).delivered("/shipments").times(2).sameMessage();
 * </pre>
 *
 * Signatures tell the time of this clock. An application in the same test gets it through
 * {@code @AutoConfigureQStashDevServer}; one in another process has a clock of its own,
 * and refuses deliveries as soon as the two differ by more than the lifetime of a
 * signature.
 *
 * @since 1.0.0
 */
public final class QStashTestServer implements AutoCloseable, AssertProvider<QStashTestServerAssert> {

	// the loop has limits of its own; this one is for a loop that is stuck
	private static final Duration CALL_LIMIT = Duration.ofMinutes(10);

	private final QStashDevServer server;

	private final Control control;

	private final MovedTime time;

	private final Recording recording;

	private final Stock stock;

	private final FaultPlan faults;

	private final Bounds bounds;

	private QStashTestServer(Builder builder) {
		this.bounds = builder.bounds;
		CountingIds ids = new CountingIds();
		this.server = QStashDevServer.builder()
			.clock(new MovedClock(builder.start))
			.ids(ids)
			.holdDeliveries(builder.holdDeliveries)
			.start();
		this.control = this.server.control();
		this.recording = new Recording(this.control.faults());
		this.stock = new Stock(this.control);
		this.faults = new FaultPlan(this.control.faults());
		this.control.addListener(ids);
		this.control.addListener(this.recording);
		this.time = this.control.time().orElseThrow();
	}

	/**
	 * Start a server whose clock stands at the present second, and at that of the
	 * {@link #reset()} after each of them.
	 * @return the server, which accepts requests
	 */
	public static QStashTestServer start() {
		return builder().start();
	}

	/**
	 * Start a server whose clock stands at an instant, and again after each
	 * {@link #reset()}.
	 * @param start the instant, such as the end of a month
	 * @return the server, which accepts requests
	 */
	public static QStashTestServer startAt(Instant start) {
		return builder().startAt(start).start();
	}

	/**
	 * Return a builder for a server.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the server, for its users and settings.
	 * @return the server
	 */
	public QStashDevServer server() {
		return this.server;
	}

	/**
	 * Return the base URL of the API, for {@code QSTASH_URL}.
	 * @return the URL
	 */
	public URI url() {
		return this.server.url();
	}

	/**
	 * Return the token of the first user, for {@code QSTASH_TOKEN}.
	 * @return the token, which is public
	 */
	public String token() {
		return this.server.user().token();
	}

	/**
	 * Return the clock of this server, for whatever is to tell the same time.
	 * @return a clock that stands still until it is moved
	 */
	public Clock clock() {
		return this.control.clock();
	}

	/**
	 * Return the instant at which the clock stands.
	 * @return the instant
	 */
	public Instant now() {
		return this.time.now();
	}

	/**
	 * Move the clock forward, stop at every instant at which something is due, deliver
	 * it, and return when everything that was due has ended.
	 * @param by how far, not negative
	 * @throws io.github.qstash.devserver.runtime.NotIdleException if something does not
	 * end in time; the message names it
	 * @throws IllegalArgumentException if the duration is negative
	 */
	public void advance(Duration by) {
		waitFor(this.time.advance(by, this.bounds));
	}

	/**
	 * Move the clock forward to an instant, as {@link #advance(Duration)} does.
	 * @param to the instant, not before {@link #now()}
	 * @throws io.github.qstash.devserver.runtime.NotIdleException if something does not
	 * end in time; the message names it
	 * @throws IllegalArgumentException if the instant is over
	 */
	public void advanceTo(Instant to) {
		waitFor(this.time.advanceTo(to, this.bounds));
	}

	/**
	 * Move the clock to the next instant at which something is due, and return when that
	 * has ended.
	 * @return the instant, or empty if nothing waits for time to pass
	 * @throws io.github.qstash.devserver.runtime.NotIdleException if something does not
	 * end in time; the message names it
	 */
	public Optional<Instant> advanceToNext() {
		return Optional.ofNullable(waitFor(this.time.advanceToNext(this.bounds)));
	}

	/**
	 * Wait until nothing is left to do at the present instant: no call is being carried
	 * out, no delivery runs, and nothing is due. What waits for time to pass does not
	 * count.
	 * @throws io.github.qstash.devserver.runtime.NotIdleException if that takes longer
	 * than the {@linkplain Builder#patience patience} of this server; the message names
	 * what is waited for
	 */
	public void awaitIdle() {
		awaitIdle(this.bounds.patience());
	}

	/**
	 * Wait as {@link #awaitIdle()} does.
	 * @param patience how long to wait, in real time
	 * @throws io.github.qstash.devserver.runtime.NotIdleException if that takes longer
	 */
	public void awaitIdle(Duration patience) {
		waitFor(this.control.awaitIdle(patience));
	}

	/**
	 * Wait until a condition holds that nothing waits for by itself, such as the effect
	 * of a publish that nobody subscribed to in time. It is asked again whenever
	 * something happens to a message.
	 * @param description what is waited for
	 * @param condition whether it is so
	 * @throws AssertionError if it does not hold within the {@linkplain Builder#patience
	 * patience} of this server
	 */
	public void await(String description, BooleanSupplier condition) {
		if (!this.recording.await(condition, this.bounds.patience())) {
			throw new AssertionError(
					"Not within " + this.bounds.patience() + ": " + description + "\n" + newTimeline());
		}
	}

	/**
	 * Return what is to go wrong.
	 * @return the plan, which a reset empties
	 */
	public FaultPlan faults() {
		return this.faults;
	}

	/**
	 * Return the messages that were accepted since the last reset. Reading takes nothing
	 * away.
	 * @return the messages of all users in the order of their acceptance, callbacks
	 * included
	 */
	public List<Message> messages() {
		return this.recording.messages();
	}

	/**
	 * Return the deliveries since the last reset, also those that a planned fault kept
	 * from being sent. Reading takes nothing away.
	 * @return the deliveries in the order of their starts
	 */
	public List<Delivery> deliveries() {
		return this.recording.deliveries();
	}

	/**
	 * Return what is in the dead letter queue.
	 * @return the dead letters of all users, earliest first
	 */
	public List<DeadLetter> deadLetters() {
		return this.stock.deadLetters();
	}

	/**
	 * Return the schedules.
	 * @return the schedules of all users, in the order of their creation
	 */
	public List<Schedule> schedules() {
		return this.stock.schedules();
	}

	/**
	 * Return what happened since the last reset.
	 * @return a table, one line for each event
	 */
	public String timeline() {
		return newTimeline().toString();
	}

	Timeline newTimeline() {
		return new Timeline(this.recording.events(), this.control.faults());
	}

	/**
	 * For {@code assertThat(server)} of AssertJ.
	 * @return assertions on this server
	 * @deprecated use {@code assertThat(server)}
	 */
	@Override
	@Deprecated
	public QStashTestServerAssert assertThat() {
		return new QStashTestServerAssert(this);
	}

	/**
	 * Forget everything, also planned faults and what was recorded, and let the clock
	 * start anew. Deliveries that are running are broken off.
	 */
	public void reset() {
		this.server.reset();
	}

	/**
	 * Stop the server.
	 */
	@Override
	public void close() {
		this.server.close();
	}

	private static <T> @Nullable T waitFor(Mono<T> work) {
		return work.block(CALL_LIMIT);
	}

	/**
	 * Builder of a {@link QStashTestServer}.
	 */
	public static final class Builder {

		private Supplier<Instant> start = () -> Instant.now().truncatedTo(ChronoUnit.SECONDS);

		private Bounds bounds = Bounds.DEFAULT;

		private boolean holdDeliveries;

		private Builder() {
		}

		/**
		 * Set the instant at which the clock stands, and again after each reset. By
		 * default that is the present second.
		 * @param start the instant
		 * @return this builder
		 */
		public Builder startAt(Instant start) {
			this.start = () -> start;
			return this;
		}

		/**
		 * Set how long to wait, in real time, for the server to become idle: ten seconds
		 * by default. When the clock is moved, that holds for each stop.
		 * @param patience a positive duration
		 * @return this builder
		 */
		public Builder patience(Duration patience) {
			this.bounds = this.bounds.withPatience(patience);
			return this;
		}

		/**
		 * Set how many instants the clock may stop at when it is moved once: 100,000 by
		 * default.
		 * @param stops a positive number
		 * @return this builder
		 */
		public Builder maxStops(int stops) {
			this.bounds = this.bounds.withStops(stops);
			return this;
		}

		/**
		 * Set whether deliveries wait until {@link QStashDevServer#openDeliveries()},
		 * {@code false} by default.
		 * @param holdDeliveries whether they wait
		 * @return this builder
		 */
		public Builder holdDeliveries(boolean holdDeliveries) {
			this.holdDeliveries = holdDeliveries;
			return this;
		}

		/**
		 * Start the server.
		 * @return the server, which accepts requests
		 */
		public QStashTestServer start() {
			return new QStashTestServer(this);
		}

	}

}
