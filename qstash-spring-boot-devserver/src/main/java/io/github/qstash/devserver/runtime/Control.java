package io.github.qstash.devserver.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What can be done with a running server besides using it: the one place that the
 * dashboard and the test kit call, so that neither can do what the other cannot.
 *
 * @since 1.0.0
 */
public final class Control {

	private final EngineLoop loop;

	private final Clock clock;

	private final @Nullable MovedTime time;

	private final Faults faults;

	/**
	 * Create the control of a server.
	 * @param loop the loop around its engines
	 * @param clock the clock of the loop
	 * @param faults what is planned to go wrong
	 */
	public Control(EngineLoop loop, Clock clock, Faults faults) {
		this.loop = loop;
		this.clock = clock;
		this.faults = faults;
		loop.addListener(faults);
		this.time = (clock instanceof MovedClock moved) ? new MovedTime(loop, moved) : null;
	}

	/**
	 * Return the clock that says what is due, and when signatures expire.
	 * @return the clock
	 */
	public Clock clock() {
		return this.clock;
	}

	/**
	 * Return what moves the clock.
	 * @return the moved time, or empty if the clock runs by itself
	 */
	public Optional<MovedTime> time() {
		return Optional.ofNullable(this.time);
	}

	/**
	 * Return what is planned to go wrong.
	 * @return the faults, which a reset forgets
	 */
	public Faults faults() {
		return this.faults;
	}

	/**
	 * Return the accounts in the order of the users.
	 * @return the accounts
	 */
	public List<Account> accounts() {
		return this.loop.accounts();
	}

	/**
	 * Have somebody told what happens from now on.
	 * @param listener who is told
	 */
	public void addListener(EngineListener listener) {
		this.loop.addListener(listener);
	}

	/**
	 * Tell somebody nothing more.
	 * @param listener who is not told any more
	 */
	public void removeListener(EngineListener listener) {
		this.loop.removeListener(listener);
	}

	/**
	 * Wait until nothing is left to do at the present instant: no command waits, no
	 * attempt runs or is to run, and nothing is due. What waits for time to pass does not
	 * count.
	 * @param patience how long to wait, in real time
	 * @return completes then; an error of type {@link NotIdleException} that names what
	 * is waited for if that takes too long
	 */
	public Mono<Void> awaitIdle(Duration patience) {
		return Mono.<Void>create((sink) -> this.loop.whenIdle(patience, sink::success, sink::error))
			.publishOn(Schedulers.parallel());
	}

	/**
	 * Forget everything, as {@link EngineLoop#reset()} does. A moved clock starts anew.
	 * @return completes when it is done
	 */
	public Mono<Void> reset() {
		return this.loop.reset();
	}

}
