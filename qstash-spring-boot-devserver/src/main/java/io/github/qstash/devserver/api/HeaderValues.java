package io.github.qstash.devserver.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import io.github.qstash.devserver.engine.RefusedException;
import io.github.qstash.devserver.engine.RetryDelay;
import io.github.qstash.message.QStashDurations;
import org.jspecify.annotations.Nullable;

/**
 * Headers as typed values. A malformed one is refused with a text that names the header
 * and the form it must have.
 */
final class HeaderValues {

	private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

	private static final int MAX_RETRIES = 999;

	private static final Duration MAX_DELAY = Duration.ofDays(366);

	private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

	private final HeaderLines headers;

	HeaderValues(HeaderLines headers) {
		this.headers = headers;
	}

	@Nullable String text(String name) {
		return this.headers.first(name).filter((value) -> !value.isEmpty()).orElse(null);
	}

	@Nullable String method(String name) {
		String value = text(name);
		if (value == null) {
			return null;
		}
		String method = value.toUpperCase(Locale.ROOT);
		if (!METHODS.contains(method)) {
			throw malformed(name, "must be one of GET, POST, PUT, PATCH and DELETE", value);
		}
		return method;
	}

	@Nullable Integer retries(String name) {
		String value = text(name);
		if (value == null) {
			return null;
		}
		if (!value.matches("\\d{1,3}")) {
			throw malformed(name, "must be an integer from 0 to " + MAX_RETRIES, value);
		}
		return Integer.valueOf(value);
	}

	@Nullable RetryDelay retryDelay(String name) {
		String value = text(name);
		try {
			return (value != null) ? RetryDelay.parse(value) : null;
		}
		catch (RefusedException ex) {
			throw ApiException.badRequest(name + ": " + ex.getMessage());
		}
	}

	@Nullable Duration delay(String name) {
		Duration delay = duration(name);
		if (delay != null && delay.compareTo(MAX_DELAY) > 0) {
			throw malformed(name, "must not be longer than " + MAX_DELAY.toDays() + "d", String.valueOf(text(name)));
		}
		return delay;
	}

	@Nullable Duration timeout(String name) {
		Duration timeout = duration(name);
		if (timeout != null && timeout.isZero()) {
			throw malformed(name, "must be longer than 0s", String.valueOf(text(name)));
		}
		return timeout;
	}

	@Nullable Instant instant(String name) {
		String value = text(name);
		if (value == null) {
			return null;
		}
		if (!value.matches("\\d{1,12}") || Long.parseLong(value) > LATEST.getEpochSecond()) {
			throw malformed(name, "must be an instant in unix seconds", value);
		}
		return Instant.ofEpochSecond(Long.parseLong(value));
	}

	boolean flag(String name) {
		String value = text(name);
		if (value != null && !value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
			throw malformed(name, "must be true or false", value);
		}
		return Boolean.parseBoolean(value);
	}

	@Nullable String url(String name) {
		String value = text(name);
		return (value != null) ? DestinationReader.url(name, value) : null;
	}

	List<String> list(String name) {
		String value = text(name);
		return (value != null)
				? Stream.of(value.split(",")).map(String::trim).filter((item) -> !item.isEmpty()).toList() : List.of();
	}

	/**
	 * Refuse a header that has no place here.
	 * @param name its name
	 * @param reason why
	 */
	void refuse(String name, String reason) {
		if (text(name) != null) {
			throw ApiException.badRequest(name + " " + reason);
		}
	}

	static ApiException malformed(String name, String rule, String value) {
		return ApiException.badRequest(name + " " + rule + " but was " + WireText.quote(value));
	}

	private @Nullable Duration duration(String name) {
		String value = text(name);
		if (value == null) {
			return null;
		}
		Duration duration = QStashDurations.parse(value);
		if (duration == null) {
			throw malformed(name, "must be a duration such as 50s, 3m, 10h, 1d or 1d10h30m", value);
		}
		return duration;
	}

}
