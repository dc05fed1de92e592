package io.github.qstash.devserver.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.Decision;
import io.github.qstash.devserver.engine.Engine;
import io.github.qstash.devserver.engine.Event;
import io.github.qstash.signature.SigningKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * The one thread that owns all engines. API calls, outcomes of deliveries and the timer
 * only put something into its inbox; it takes one at a time, lets the engine decide, and
 * hands the effects to the sender afterwards.
 *
 * @since 1.0.0
 */
public final class EngineLoop implements AutoCloseable {

	private static final int MAX_WAITING_COMMANDS = 10_000;

	private static final Duration THREAD_END = Duration.ofSeconds(3);

	private static final Logger logger = LoggerFactory.getLogger(EngineLoop.class);

	private final Clock clock;

	private final RunningAttempts attempts;

	private final Supplier<Engine> engines;

	private final List<Account> accounts = new CopyOnWriteArrayList<>();

	private final List<EngineListener> listeners = new CopyOnWriteArrayList<>();

	private final Inbox inbox = new Inbox();

	private final Timer timer;

	private final Outcomes outcomes;

	private final EffectRunner effects;

	private final IdleWaiters idleWaiters = new IdleWaiters();

	private final Duration closeTimeout;

	private final Thread thread;

	/**
	 * Create a loop and start its thread.
	 * @param clock tells the engines the time; the timer runs unless it is a
	 * {@link MovedClock}
	 * @param sender carries out the attempts
	 * @param engines makes an empty engine, for a new account and after a reset
	 * @param holdDeliveries whether attempts wait until {@link #openDeliveries()}
	 * @param closeTimeout how long {@link #close()} waits for attempts that are running
	 */
	public EngineLoop(Clock clock, AttemptSender sender, Supplier<Engine> engines, boolean holdDeliveries,
			Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
		this.clock = clock;
		this.attempts = new RunningAttempts(sender, !holdDeliveries);
		this.engines = engines;
		this.timer = new Timer(clock, this.accounts, (account) -> handle(account, new Command.Tick()));
		this.outcomes = new Outcomes(clock instanceof MovedClock);
		this.effects = new EffectRunner(this.attempts, this.outcomes, this.inbox, this::handle);
		this.thread = new Thread(this::run, "qstash-devserver-engine");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * Add an account with an engine of its own.
	 * @param keys keys that its deliveries are signed with
	 * @return the account
	 */
	public Account addAccount(SigningKeys keys) {
		Account account = new Account(this, keys, this.engines);
		this.accounts.add(account);
		return account;
	}

	List<Account> accounts() {
		return List.copyOf(this.accounts);
	}

	void addListener(EngineListener listener) {
		this.listeners.add(listener);
	}

	void removeListener(EngineListener listener) {
		this.listeners.remove(listener);
	}

	<R> Mono<R> submit(Account account, Command<R> command) {
		// replies leave this thread at once: whoever handles them may be slow
		return Mono.<R>create((sink) -> post(account, command, sink)).publishOn(Schedulers.parallel());
	}

	/**
	 * Let attempts start, first those that were held. Does nothing if they may already.
	 */
	public void openDeliveries() {
		this.inbox.offer(this.attempts::openGate);
	}

	/**
	 * Hold attempts back until {@link #openDeliveries()}. Those that are running go on;
	 * those that wait for others to the same destination are held.
	 * @return completes when none is running any more
	 */
	public Mono<Void> holdDeliveries() {
		return onLoop((sink) -> this.attempts.closeGate(sink::success));
	}

	/**
	 * Forget everything: every account gets an empty engine, and attempts that are
	 * running are broken off, so that no outcome of an earlier time comes back.
	 * @return completes when it is done
	 */
	public Mono<Void> reset() {
		return onLoop((sink) -> {
			forget();
			sink.success();
		});
	}

	private void forget() {
		this.attempts.abortAll();
		this.outcomes.clear();
		if (this.clock instanceof MovedClock moved) {
			moved.restart();
		}
		this.accounts.forEach(Account::reset);
		this.listeners.forEach((listener) -> guarded(listener::reset));
		this.idleWaiters.turnAwayAll(new IllegalStateException("The development server was reset"));
	}

	/**
	 * Do something, on the thread of the loop, as soon as nothing is left to do at the
	 * present instant: no command waits, no attempt runs or is to run, and nothing is
	 * due.
	 * @param patience how long to wait for that, in real time
	 * @param whenIdle what to do then
	 * @param whenNot gets the reason why it is not done
	 */
	void whenIdle(Duration patience, Runnable whenIdle, Consumer<Throwable> whenNot) {
		if (!this.inbox.offer(() -> this.idleWaiters.add(patience, whenIdle, whenNot))) {
			whenNot.accept(stopping());
		}
	}

	// Only for the thread of the loop.
	Optional<Instant> nextDue() {
		return this.timer.nextDue();
	}

	/**
	 * Stop: no attempt starts any more, those that are running get some time to end, and
	 * then no command is taken. Repeated calls do nothing.
	 */
	@Override
	public void close() {
		boolean interrupted = false;
		try {
			awaitRunningAttempts();
		}
		catch (InterruptedException ex) {
			// who is in a hurry does not wait for deliveries, but the thread must end
			interrupted = true;
		}
		finally {
			this.inbox.close();
		}
		try {
			this.thread.join(THREAD_END.toMillis());
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	// not with a Mono, which refuses to block some threads that may close us
	private void awaitRunningAttempts() throws InterruptedException {
		CountDownLatch idle = new CountDownLatch(1);
		if (this.inbox.offer(() -> this.attempts.closeGate(idle::countDown))
				&& !idle.await(this.closeTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
			logger.debug("Deliveries that are still running are broken off");
		}
	}

	<R> Mono<R> onLoop(Supplier<R> task) {
		return onLoop((sink) -> sink.success(task.get()));
	}

	private <R> Mono<R> onLoop(Consumer<MonoSink<R>> task) {
		return Mono.<R>create((sink) -> {
			if (!this.inbox.offer(() -> task.accept(sink))) {
				sink.error(stopping());
			}
		}).publishOn(Schedulers.parallel());
	}

	private <R> void post(Account account, Command<R> command, MonoSink<R> sink) {
		if (this.inbox.size() >= MAX_WAITING_COMMANDS) {
			sink.error(new EngineUnavailableException("too many requests are waiting"));
		}
		else if (!this.inbox.offer(() -> reply(account, command, sink))) {
			sink.error(stopping());
		}
	}

	private static EngineUnavailableException stopping() {
		return new EngineUnavailableException("the server is stopping");
	}

	private <R> void reply(Account account, Command<R> command, MonoSink<R> sink) {
		try {
			sink.success(handle(account, command));
		}
		catch (Throwable ex) {
			sink.error(ex);
		}
	}

	private <R> R handle(Account account, Command<R> command) {
		Decision<R> decision = account.handle(this.clock.instant(), command);
		decision.events().forEach((event) -> tell(account, event));
		decision.effects().forEach((effect) -> this.effects.carryOut(account, effect));
		return decision.reply();
	}

	private void tell(Account account, Event event) {
		this.listeners.forEach((listener) -> guarded(() -> listener.happened(account, event)));
	}

	private void run() {
		while (!this.inbox.isClosed()) {
			guarded(this::takeOne);
			reportOutcomes();
			this.timer.wakeUpDue();
			serveIdleWaiters();
		}
		for (Runnable left = this.inbox.poll(); left != null; left = this.inbox.poll()) {
			guarded(left);
			reportOutcomes();
		}
		this.attempts.abortAll();
		this.idleWaiters.turnAwayAll(stopping());
	}

	private void reportOutcomes() {
		this.outcomes.report(this.attempts.areRunning(), EngineLoop::guarded);
	}

	private void serveIdleWaiters() {
		while (!this.idleWaiters.isEmpty() && isIdle()) {
			this.idleWaiters.serveOne();
			// it may have moved the clock
			this.timer.wakeUpDue();
		}
		this.idleWaiters.turnAwayLate(this::whatIsLeft);
	}

	private boolean isIdle() {
		return this.inbox.size() == 0 && this.attempts.isEmpty() && this.outcomes.size() == 0
				&& !this.timer.isAnythingDue();
	}

	private String whatIsLeft() {
		List<String> left = this.attempts.describe();
		if (left.isEmpty()) {
			return "new messages keep coming, " + this.inbox.size() + " commands wait";
		}
		return String.join("; ", left) + ((this.outcomes.size() == 0) ? ""
				: "; " + this.outcomes.size() + " that started with it have ended and wait for it");
	}

	private void takeOne() {
		try {
			Runnable next = this.inbox.poll(this.idleWaiters.untilNextIsLate(this.timer.waitingTime()));
			if (next != null) {
				next.run();
			}
		}
		catch (InterruptedException ex) {
			// nobody stops this thread but close()
			logger.debug("Interrupted while waiting", ex);
		}
	}

	private static void guarded(Runnable step) {
		try {
			step.run();
		}
		catch (Throwable ex) {
			// whatever one command did, the others must go on
			logger.error("A command of the development server failed", ex);
		}
	}

}
