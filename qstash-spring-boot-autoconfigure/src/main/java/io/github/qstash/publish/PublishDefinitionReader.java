package io.github.qstash.publish;

import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.message.Destination;
import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.PlaceholderResolutionException;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/**
 * Reads the attributes of the annotation: resolves their placeholders and refuses what
 * QStash would refuse with each message.
 */
final class PublishDefinitionReader {

	private static final Set<String> ATTRIBUTES = Set.of("destination", "queue", "delay", "retries");

	private static final QStashMessage OTHER_MESSAGE = QStashMessage.to("anywhere").build();

	private final StringValueResolver placeholders;

	PublishDefinitionReader(StringValueResolver placeholders) {
		this.placeholders = placeholders;
	}

	PublishDefinition read(QStashPublish annotation, boolean destinationRequired) {
		PublishDefinition definition = new PublishDefinition(destination(annotation.destination(), destinationRequired),
				text("queue", annotation.queue()), delay(annotation.delay()), retries(annotation.retries()));
		// a message knows what its options may be
		refusing(() -> definition.message((definition.destination() != null) ? "" : OTHER_MESSAGE));
		return definition;
	}

	private @Nullable Destination destination(String declared, boolean required) {
		String text = text("destination", declared);
		if (text != null) {
			return refusing(() -> Destination.of(text));
		}
		if (required) {
			throw new Misuse("'destination' must not be empty",
					"Set 'destination' to an absolute URL, a path of this application that starts with '/', "
							+ "or the name of a URL group.");
		}
		return null;
	}

	private @Nullable Duration delay(String declared) {
		String text = text("delay", declared);
		if (text == null) {
			return null;
		}
		try {
			if (Character.isLetter(text.charAt(text.length() - 1))) {
				return DurationFormatterUtils.detectAndParse(text);
			}
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			// refused below
		}
		throw new Misuse("'delay' must be a duration with its unit but was '" + text + "'",
				"Set 'delay' to a duration such as 10s, PT10S or 1d10h30m.");
	}

	private @Nullable Integer retries(String declared) {
		String text = text("retries", declared);
		try {
			return (text != null) ? Integer.valueOf(text) : null;
		}
		catch (NumberFormatException ex) {
			throw new Misuse("'retries' must be a whole number but was '" + text + "'",
					"Set 'retries' to a whole number, zero or more.");
		}
	}

	private static <T> T refusing(Supplier<T> described) {
		try {
			return described.get();
		}
		catch (InvalidMessageException ex) {
			if (!ATTRIBUTES.contains(ex.option())) {
				throw new Misuse("'destination' needs more than the annotation can say: " + ex.getMessage(),
						"Return a QStashMessage that has '" + ex.option() + "', and leave 'destination' empty.");
			}
			throw new Misuse(ex.getMessage(), "Correct the attribute, or the property of its placeholder.");
		}
	}

	private @Nullable String text(String attribute, String declared) {
		if (declared.contains("#{")) {
			throw new Misuse("'" + attribute + "' must not contain an expression but was '" + declared + "'",
					"Use text and ${...} placeholders only, or return a QStashMessage.");
		}
		try {
			String resolved = this.placeholders.resolveStringValue(declared);
			return StringUtils.hasText(resolved) ? resolved.trim() : null;
		}
		catch (PlaceholderResolutionException ex) {
			throw new Misuse("'" + attribute + "' has a placeholder that cannot be resolved: '" + declared + "'",
					"Define the property, or give the placeholder a default value: ${name:default}.", ex);
		}
	}

}
