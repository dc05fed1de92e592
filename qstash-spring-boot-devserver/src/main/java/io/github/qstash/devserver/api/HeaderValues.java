package io.github.qstash.devserver.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.github.qstash.devserver.engine.RefusedException;
import io.github.qstash.devserver.engine.RetryDelay;
import io.github.qstash.message.QStashDurations;
import io.github.qstash.message.QStashHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Headers as typed values. A malformed one is refused with a text that names the header
 * and the form it must have; which values make sense is for the engine to say.
 */
final class HeaderValues {

	private final HeaderLines headers;

	HeaderValues(HeaderLines headers) {
		this.headers = headers;
	}

	@Nullable String text(String name) {
		return this.headers.first(name).filter((value) -> !value.isEmpty()).orElse(null);
	}

	@Nullable String method(String name) {
		String value = text(name);
		return (value != null) ? value.toUpperCase(Locale.ROOT) : null;
	}

	@Nullable Integer integer(String name) {
		String value = text(name);
		if (value == null) {
			return null;
		}
		if (!value.matches("-?\\d{1,9}")) {
			throw malformed(name, "must be an integer", value);
		}
		return Integer.valueOf(value);
	}

	@Nullable RetryDelay retryDelay(String name) {
		String value = text(name);
		try {
			return (value != null) ? RetryDelay.parse(value) : null;
		}
		catch (RefusedException ex) {
			// the engine names the header too, but not that of a callback
			String reason = String.valueOf(ex.getMessage()).replace(QStashHeaders.RETRY_DELAY + " ", "");
			throw ApiException.badRequest(name + ": " + reason);
		}
	}

	@Nullable Duration duration(String name) {
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

	@Nullable Instant instant(String name) {
		String value = text(name);
		if (value == null) {
			return null;
		}
		if (!value.matches("\\d{1,12}")) {
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
		return (value != null) ? DestinationReader.withoutFragment(value) : null;
	}

	// Several lines are one list, as everywhere in HTTP.
	List<String> list(String name) {
		return this.headers.all(name)
			.flatMap((value) -> Stream.of(value.split(",")))
			.map(String::trim)
			.filter((item) -> !item.isEmpty())
			.toList();
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

}
