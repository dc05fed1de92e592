package io.github.qstash.publish;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Date;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.qstash.message.DeliveryMethod;
import org.jspecify.annotations.Nullable;

import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * The type of an attribute: how a text, or the value of an expression, becomes the value
 * of an option.
 *
 * @param <T> type of the option
 * @param expected what the value must be
 * @param example what would be right
 * @param conversion gives {@code null} for a value that cannot be converted
 */
record AttributeType<T>(String expected, String example, Function<Object, @Nullable T> conversion) {

	static final AttributeType<String> TEXT = new AttributeType<>("must be a text", "a text", Object::toString);

	static final AttributeType<Duration> DURATION = new AttributeType<>("must be a duration with its unit",
			"a duration such as 10s, PT10S or 1d10h30m", AttributeType::duration);

	static final AttributeType<Instant> INSTANT = new AttributeType<>("must be an instant",
			"an instant such as 2030-01-01T00:00:00Z", AttributeType::instant);

	static final AttributeType<Integer> NUMBER = new AttributeType<>("must be a whole number",
			"a whole number, zero or more", AttributeType::number);

	static final AttributeType<Boolean> BOOLEAN = new AttributeType<>("must be true or false", "true or false",
			AttributeType::bool);

	static final AttributeType<DeliveryMethod> METHOD = new AttributeType<>("must be an HTTP method",
			Arrays.stream(DeliveryMethod.values()).map(Enum::name).collect(Collectors.joining(", ", "one of ", "")),
			AttributeType::method);

	private static @Nullable Duration duration(Object value) {
		if (value instanceof Duration duration) {
			return duration;
		}
		String text = value.toString();
		try {
			if (value instanceof CharSequence && Character.isLetter(text.charAt(text.length() - 1))) {
				return DurationFormatterUtils.detectAndParse(text);
			}
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			// refused by the caller
		}
		return null;
	}

	private static @Nullable Instant instant(Object value) {
		if (value instanceof Instant instant) {
			return instant;
		}
		if (value instanceof ZonedDateTime dateTime) {
			return dateTime.toInstant();
		}
		if (value instanceof OffsetDateTime dateTime) {
			return dateTime.toInstant();
		}
		if (value instanceof Date date) {
			return Instant.ofEpochMilli(date.getTime());
		}
		try {
			return OffsetDateTime.parse(value.toString()).toInstant();
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

	private static @Nullable Integer number(Object value) {
		try {
			return Integer.valueOf(value.toString());
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	private static @Nullable Boolean bool(Object value) {
		return switch (value.toString().toLowerCase(Locale.ROOT)) {
			case "true" -> true;
			case "false" -> false;
			default -> null;
		};
	}

	private static @Nullable DeliveryMethod method(Object value) {
		try {
			return DeliveryMethod.valueOf(value.toString().toUpperCase(Locale.ROOT));
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
