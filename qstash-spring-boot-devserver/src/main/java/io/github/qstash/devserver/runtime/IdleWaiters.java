package io.github.qstash.devserver.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who wait for the loop to become idle, in the order in which they came. Belongs to
 * the thread of the loop.
 */
final class IdleWaiters {

	private static final Logger logger = LoggerFactory.getLogger(IdleWaiters.class);

	private final Deque<Waiter> waiters = new ArrayDeque<>();

	/**
	 * Let somebody wait.
	 * @param patience how long, in real time
	 * @param whenIdle is run when the loop is idle
	 * @param whenNot gets the reason why it is not run
	 */
	void add(Duration patience, Runnable whenIdle, Consumer<Throwable> whenNot) {
		this.waiters.add(new Waiter(patience, System.nanoTime() + patience.toNanos(), whenIdle, whenNot));
	}

	boolean isEmpty() {
		return this.waiters.isEmpty();
	}

	// The loop is idle: the first one's turn has come, and after it that may be over.
	void serveOne() {
		Waiter first = this.waiters.remove();
		try {
			first.whenIdle.run();
		}
		catch (Throwable ex) {
			first.fail(ex);
		}
	}

	/**
	 * Turn away those whose time is over.
	 * @param reason tells why the loop is not idle
	 */
	void turnAwayLate(Supplier<String> reason) {
		long now = System.nanoTime();
		for (Waiter waiter : List.copyOf(this.waiters)) {
			if (waiter.deadline - now <= 0) {
				this.waiters.remove(waiter);
				waiter.fail(new NotIdleException("Not idle within " + waiter.patience + ": " + reason.get()));
			}
		}
	}

	void turnAwayAll(Throwable reason) {
		List<Waiter> all = new ArrayList<>(this.waiters);
		this.waiters.clear();
		all.forEach((waiter) -> waiter.fail(reason));
	}

	Duration untilNextIsLate(Duration longest) {
		long now = System.nanoTime();
		long wait = longest.toNanos();
		for (Waiter waiter : this.waiters) {
			wait = Math.min(wait, waiter.deadline - now);
		}
		return Duration.ofNanos(Math.max(wait, 0));
	}

	private record Waiter(Duration patience, long deadline, Runnable whenIdle, Consumer<Throwable> whenNot) {

		void fail(Throwable reason) {
			try {
				this.whenNot.accept(reason);
			}
			catch (Throwable ex) {
				logger.error("Nobody takes note of {}", reason.toString(), ex);
			}
		}

	}

}
