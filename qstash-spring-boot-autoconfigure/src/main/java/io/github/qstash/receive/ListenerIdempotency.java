package io.github.qstash.receive;

import java.time.Duration;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

import io.github.qstash.annotation.Idempotency;
import io.github.qstash.annotation.QStashListener;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * What a listener says about handling a message once, on top of what is configured.
 */
final class ListenerIdempotency {

	private ListenerIdempotency() {
	}

	/**
	 * Read the attributes.
	 * @param annotation the annotation
	 * @param placeholders gets the name of an attribute and its value, and resolves the
	 * placeholders in this
	 * @return changes what is configured
	 * @throws ListenerMisuse if a duration is none
	 */
	static UnaryOperator<IdempotencySettings> of(QStashListener annotation, BinaryOperator<String> placeholders) {
		String ttl = placeholders.apply("idempotencyTtl", annotation.idempotencyTtl());
		String timeout = placeholders.apply("idempotencyInProgressTimeout", annotation.idempotencyInProgressTimeout());
		UnaryOperator<IdempotencySettings> settings = enabled(annotation.idempotency());
		if (!ttl.isEmpty()) {
			Duration duration = duration("idempotencyTtl", ttl);
			settings = then(settings, (configured) -> configured.withTtl(duration));
		}
		if (!timeout.isEmpty()) {
			Duration duration = duration("idempotencyInProgressTimeout", timeout);
			settings = then(settings, (configured) -> configured.withInProgressTimeout(duration));
		}
		return settings;
	}

	private static UnaryOperator<IdempotencySettings> enabled(Idempotency idempotency) {
		return (configured) -> switch (idempotency) {
			case CONFIGURED -> configured;
			case ENABLED -> configured.withEnabled(true);
			case DISABLED -> configured.withEnabled(false);
		};
	}

	private static UnaryOperator<IdempotencySettings> then(UnaryOperator<IdempotencySettings> first,
			UnaryOperator<IdempotencySettings> second) {
		return (configured) -> second.apply(first.apply(configured));
	}

	private static Duration duration(String attribute, String value) {
		try {
			Duration duration = DurationFormatterUtils.detectAndParse(value, DurationFormat.Unit.MILLIS);
			if (IdempotencySettings.isInRange(duration)) {
				return duration;
			}
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			// neither is this
		}
		throw new ListenerMisuse("its " + attribute + " '" + value + "' is no duration from a millisecond to ten years",
				"Write a duration such as 30m or 7d.");
	}

}
