package io.github.qstash.devserver.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one timer of all engines. It does not run, but tells the loop how long to sleep and
 * wakes the engines that have something due. Belongs to the thread of the loop.
 */
final class Timer {

	// a laptop that was asleep must not oversleep what became due meanwhile
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

	// what failed is due still: without a pause it would fail as fast as it can
	private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(Timer.class);

	private final Clock clock;

	private final List<Account> accounts;

	private final Consumer<Account> wakeUp;

	/**
	 * Create a timer.
	 * @param clock tells the time; if it stands still, nothing becomes due by waiting
	 * @param accounts the accounts, which may become more
	 * @param wakeUp lets an account start what is due
	 */
	Timer(Clock clock, List<Account> accounts, Consumer<Account> wakeUp) {
		this.clock = clock;
		this.accounts = accounts;
		this.wakeUp = wakeUp;
	}

	Optional<Instant> nextDue() {
		Instant earliest = null;
		for (Account account : this.accounts) {
			Instant due = account.nextDue().orElse(null);
			if (due != null && (earliest == null || due.isBefore(earliest))) {
				earliest = due;
			}
		}
		return Optional.ofNullable(earliest);
	}

	boolean isAnythingDue() {
		return isDue(nextDue());
	}

	void wakeUpDue() {
		this.accounts.forEach(this::wakeUpIfDue);
	}

	private void wakeUpIfDue(Account account) {
		try {
			if (isDue(account.nextDue())) {
				this.wakeUp.accept(account);
			}
		}
		catch (Throwable ex) {
			account.pauseTimer(this.clock.instant().plus(PAUSE_AFTER_FAILURE));
			logger.error("The timer of the development server failed", ex);
		}
	}

	private boolean isDue(Optional<Instant> due) {
		return due.isPresent() && !due.get().isAfter(this.clock.instant());
	}

	Duration waitingTime() {
		if (this.clock instanceof MovedClock) {
			return LONGEST_WAIT;
		}
		try {
			Instant now = this.clock.instant();
			return nextDue().map((due) -> Duration.between(now, due))
				.filter((wait) -> wait.compareTo(LONGEST_WAIT) < 0)
				.orElse(LONGEST_WAIT);
		}
		catch (Throwable ex) {
			logger.error("The timer of the development server failed", ex);
			return PAUSE_AFTER_FAILURE;
		}
	}

}
