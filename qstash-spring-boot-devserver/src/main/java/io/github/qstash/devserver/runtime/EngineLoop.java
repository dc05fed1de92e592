package io.github.qstash.devserver.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.qstash.devserver.engine.AttemptRequest;
import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.Decision;
import io.github.qstash.devserver.engine.Effect;
import io.github.qstash.devserver.engine.Engine;
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

	// a laptop that was asleep must not oversleep what became due meanwhile
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

	// what failed is due still: without a pause it would fail as fast as it can
	private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(EngineLoop.class);

	private final Clock clock;

	private final RunningAttempts attempts;

	private final Supplier<Engine> engines;

	private final List<Account> accounts = new CopyOnWriteArrayList<>();

	/** Also the lock that decides whether something came before {@link #close()}. */
	private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();

	private final Duration closeTimeout;

	private final Thread thread;

	private volatile boolean closed;

	/**
	 * Create a loop and start its thread.
	 * @param clock tells the engines the time
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

	<R> Mono<R> submit(Account account, Command<R> command) {
		// replies leave this thread at once: whoever handles them may be slow
		return Mono.<R>create((sink) -> post(account, command, sink)).publishOn(Schedulers.parallel());
	}

	/**
	 * Let attempts start, first those that were held. Does nothing if they may already.
	 */
	public void openDeliveries() {
		offer(this.attempts::openGate);
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
			this.attempts.abortAll();
			this.accounts.forEach(Account::reset);
			sink.success();
		});
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
			takeNothingMore();
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
		if (offer(() -> this.attempts.closeGate(idle::countDown))
				&& !idle.await(this.closeTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
			logger.debug("Deliveries that are still running are broken off");
		}
	}

	private void takeNothingMore() {
		synchronized (this.inbox) {
			this.closed = true;
		}
		// the thread may be waiting
		this.inbox.add(() -> {
		});
	}

	<R> Mono<R> onLoop(Supplier<R> task) {
		return onLoop((sink) -> sink.success(task.get()));
	}

	private <R> Mono<R> onLoop(Consumer<MonoSink<R>> task) {
		return Mono.<R>create((sink) -> {
			if (!offer(() -> task.accept(sink))) {
				sink.error(stopping());
			}
		}).publishOn(Schedulers.parallel());
	}

	private <R> void post(Account account, Command<R> command, MonoSink<R> sink) {
		if (this.inbox.size() >= MAX_WAITING_COMMANDS) {
			sink.error(new EngineUnavailableException("too many requests are waiting"));
		}
		else if (!offer(() -> reply(account, command, sink))) {
			sink.error(stopping());
		}
	}

	private static EngineUnavailableException stopping() {
		return new EngineUnavailableException("the server is stopping");
	}

	private boolean offer(Runnable task) {
		synchronized (this.inbox) {
			// what is in the inbox when it closes is still done, so every reply comes
			return !this.closed && this.inbox.add(task);
		}
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
		decision.effects().forEach((effect) -> carryOut(account, effect));
		return decision.reply();
	}

	private void carryOut(Account account, Effect effect) {
		if (effect instanceof Effect.StartAttempt start) {
			start(account, start.request());
		}
		else if (effect instanceof Effect.AbortAttempt abort) {
			abort(account, abort);
		}
		else {
			throw new IllegalStateException("Unknown effect " + effect.getClass().getSimpleName());
		}
	}

	private void start(Account account, AttemptRequest request) {
		RunningAttempts.Id id = new RunningAttempts.Id(account, request.messageId(), request.attempt());
		this.attempts.start(id, request, account::keys, (ended) -> this.inbox.add(() -> {
			if (this.attempts.finish(ended)) {
				handle(account, new Command.AttemptEnded(request.messageId(), request.attempt(), ended.outcome()));
			}
		}));
	}

	private void abort(Account account, Effect.AbortAttempt abort) {
		if (this.attempts.withdraw(new RunningAttempts.Id(account, abort.messageId(), abort.attempt()))) {
			handle(account, new Command.AttemptWithdrawn(abort.messageId(), abort.attempt()));
		}
	}

	private void run() {
		while (!this.closed) {
			guarded(this::takeOne);
			this.accounts.forEach(this::tickIfDue);
		}
		for (Runnable left = this.inbox.poll(); left != null; left = this.inbox.poll()) {
			guarded(left);
		}
		this.attempts.abortAll();
	}

	private void takeOne() {
		try {
			Runnable next = this.inbox.poll(waitingTime().toNanos(), TimeUnit.NANOSECONDS);
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

	private void tickIfDue(Account account) {
		try {
			Optional<Instant> due = account.nextDue();
			if (due.isPresent() && !due.get().isAfter(this.clock.instant())) {
				handle(account, new Command.Tick());
			}
		}
		catch (Throwable ex) {
			account.pauseTimer(this.clock.instant().plus(PAUSE_AFTER_FAILURE));
			logger.error("The timer of the development server failed", ex);
		}
	}

	private Duration waitingTime() {
		try {
			Instant now = this.clock.instant();
			return this.accounts.stream()
				.flatMap((account) -> account.nextDue().stream())
				.map((due) -> Duration.between(now, due))
				.filter((wait) -> wait.compareTo(LONGEST_WAIT) < 0)
				.min(Duration::compareTo)
				.orElse(LONGEST_WAIT);
		}
		catch (Throwable ex) {
			logger.error("The timer of the development server failed", ex);
			return PAUSE_AFTER_FAILURE;
		}
	}

}
