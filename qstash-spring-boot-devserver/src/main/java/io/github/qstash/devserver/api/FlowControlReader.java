package io.github.qstash.devserver.api;

import java.time.Duration;
import java.util.Locale;

import io.github.qstash.devserver.engine.FlowControl;
import io.github.qstash.message.QStashDurations;
import io.github.qstash.message.QStashHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Reads a value such as {@code parallelism=5, rate=10, period=1m}.
 */
final class FlowControlReader {

	private static final String NAME = QStashHeaders.FLOW_CONTROL_VALUE;

	private static final String FORM = "must have the form parallelism=<int>, rate=<int>, period=<duration> "
			+ "with at least parallelism or rate";

	private final String value;

	private @Nullable Integer parallelism;

	private @Nullable Integer rate;

	private @Nullable Duration period;

	private FlowControlReader(String value) {
		this.value = value;
	}

	static @Nullable FlowControl read(HeaderValues headers) {
		String key = headers.text(QStashHeaders.FLOW_CONTROL_KEY);
		if (key == null) {
			return null;
		}
		String value = headers.text(NAME);
		if (value == null) {
			throw ApiException.badRequest(QStashHeaders.FLOW_CONTROL_KEY + " needs " + NAME + ", which " + FORM);
		}
		return new FlowControlReader(value).read(key);
	}

	private FlowControl read(String key) {
		for (String pair : this.value.split(",", -1)) {
			int equals = pair.indexOf('=');
			if (equals < 0) {
				throw malformed(FORM);
			}
			set(pair.substring(0, equals).trim().toLowerCase(Locale.ROOT), pair.substring(equals + 1).trim());
		}
		if (this.parallelism == null && this.rate == null) {
			throw malformed(FORM);
		}
		return new FlowControl(key, this.parallelism, this.rate,
				(this.period != null) ? this.period : FlowControl.DEFAULT_PERIOD);
	}

	private void set(String name, String text) {
		switch (name) {
			case "parallelism" -> this.parallelism = positive(name, text);
			// ratePerSecond is an older name of it
			case "rate", "ratepersecond" -> this.rate = positive(name, text);
			case "period" -> this.period = period(text);
			default -> throw malformed(FORM);
		}
	}

	private int positive(String name, String text) {
		if (!text.matches("\\d{1,9}") || Integer.parseInt(text) == 0) {
			throw malformed("must have a positive integer as " + name);
		}
		return Integer.parseInt(text);
	}

	private Duration period(String text) {
		Duration duration = QStashDurations.parse(text);
		if (duration == null || duration.isZero() || duration.compareTo(FlowControl.MAX_PERIOD) > 0) {
			throw malformed("must have a duration from 1s to 7d as period");
		}
		return duration;
	}

	private ApiException malformed(String rule) {
		return HeaderValues.malformed(NAME, rule, this.value);
	}

}
