package io.github.qstash.autoconfigure;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Hands the value of a property to an option, whose refusal names the property.
 */
final class PropertyOption {

	private PropertyOption() {
	}

	static <V> void set(String property, @Nullable V value, Consumer<V> option) {
		if (value == null) {
			return;
		}
		try {
			option.accept(value);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(property, value, String.valueOf(ex.getMessage()));
		}
	}

}
