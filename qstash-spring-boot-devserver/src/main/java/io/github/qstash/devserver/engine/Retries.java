package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.qstash.message.QStashHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Whether a failed attempt is followed by another, and after how long.
 */
final class Retries {

	static final Duration MAX_DELAY = Duration.ofDays(1);

	private static final int NON_RETRYABLE_STATUS = 489;

	private static final String NON_RETRYABLE_HEADER = CanonicalHeaders.canonical(QStashHeaders.NON_RETRYABLE_ERROR);

	private Retries() {
	}

	// Return the delay before the next attempt, or null if none follows. The
	// destination's
	// word counts more than the publisher's.
	static @Nullable Duration delay(MessageSpec spec, int attempt, AttemptOutcome outcome, Instant now) {
		int retried = attempt - 1;
		if (retried >= spec.retries() || nonRetryable(outcome)) {
			return null;
		}
		Duration requested = RetryAfter.in(outcome.headers(), now);
		if (requested != null) {
			return requested;
		}
		RetryDelay expression = spec.retryDelay();
		return (expression != null) ? expression.after(retried) : backOff(retried + 1);
	}

	private static boolean nonRetryable(AttemptOutcome outcome) {
		return outcome.status() == NON_RETRYABLE_STATUS && outcome.headers()
			.getOrDefault(NON_RETRYABLE_HEADER, List.of())
			.stream()
			.anyMatch("true"::equalsIgnoreCase);
	}

	private static Duration backOff(int retry) {
		double millis = StrictMath.exp(2.5 * retry) * 1000;
		return Duration.ofMillis((long) Math.min(millis, MAX_DELAY.toMillis()));
	}

}
