package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import io.github.qstash.message.QStashHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Which options a message may have. A refusal names the option.
 */
final class Admission {

	static final int MAX_RETRIES = 999;

	static final Duration MAX_DELAY = Duration.ofDays(365);

	/** The longest time that any documented plan gives a call. */
	static final Duration MAX_TIMEOUT = Duration.ofHours(12);

	private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

	private Admission() {
	}

	static void check(Instant now, MessageSpec spec) {
		checkAttempts("", spec.method(), spec.retries(), spec.timeout());
		checkDelay(now, spec);
		checkDeduplicationId(spec.deduplicationId());
		if (spec.flowControl() != null) {
			FlowControl limits = spec.flowControl();
			FlowKeys.check(limits.key());
			FlowKeys.checkLimits(limits.parallelism(), limits.rate(), limits.period());
		}
		checkCallback(QStashHeaders.CALLBACK, spec.callback());
		checkCallback(QStashHeaders.FAILURE_CALLBACK, spec.failureCallback());
	}

	private static void checkCallback(String header, @Nullable CallbackSpec callback) {
		if (callback != null) {
			HttpUrls.check(header, callback.url());
			checkAttempts(header, callback.method(), callback.retries(), callback.timeout());
		}
	}

	private static void checkAttempts(String callback, String method, @Nullable Integer retries,
			@Nullable Duration timeout) {
		if (!METHODS.contains(method)) {
			throw invalid(option(callback, QStashHeaders.METHOD), "use GET, POST, PUT, PATCH or DELETE");
		}
		if (retries != null && (retries < 0 || retries > MAX_RETRIES)) {
			throw invalid(option(callback, QStashHeaders.RETRIES), "it must be between 0 and " + MAX_RETRIES);
		}
		if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
			throw invalid(option(callback, QStashHeaders.TIMEOUT), "it must be positive");
		}
		if (timeout != null && timeout.compareTo(MAX_TIMEOUT) > 0) {
			throw invalid(option(callback, QStashHeaders.TIMEOUT),
					"it must not be longer than " + MAX_TIMEOUT.toHours() + " hours");
		}
	}

	private static void checkDeduplicationId(@Nullable String id) {
		if (id != null && id.indexOf(':') >= 0) {
			throw RefusedException.invalid("DeduplicationId cannot contain ':'");
		}
		if (id != null) {
			Names.checkLength(QStashHeaders.DEDUPLICATION_ID, id, Deduplication.MAX_ID_LENGTH);
		}
	}

	private static void checkDelay(Instant now, MessageSpec spec) {
		Duration delay = spec.delay();
		if (delay != null && (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0)) {
			throw invalid(QStashHeaders.DELAY, "it must be between 0 and " + MAX_DELAY.toDays() + " days");
		}
		Instant notBefore = spec.notBefore();
		if (notBefore != null && notBefore.isAfter(now.plus(MAX_DELAY))) {
			throw invalid(QStashHeaders.NOT_BEFORE, "it must be within " + MAX_DELAY.toDays() + " days");
		}
	}

	// Name the option of a message, or the same option of its callback.
	private static String option(String callback, String header) {
		return callback.isEmpty() ? header : callback + header.substring("Upstash".length());
	}

	private static RefusedException invalid(String option, String reason) {
		return RefusedException.invalid("invalid " + option + ": " + reason);
	}

}
