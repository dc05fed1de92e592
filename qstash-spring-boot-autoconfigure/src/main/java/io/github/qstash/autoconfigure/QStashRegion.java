package io.github.qstash.autoconfigure;

import java.util.Locale;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The regions of QStash. They share nothing: tokens, keys and messages belong to one.
 */
enum QStashRegion {

	US_EAST_1, EU_CENTRAL_1;

	static QStashRegion of(String name) {
		String normalized = name.toUpperCase(Locale.ROOT).replace('-', '_');
		for (QStashRegion region : values()) {
			if (region.name().equals(normalized)) {
				return region;
			}
		}
		throw new InvalidConfigurationPropertyValueException("qstash.region", name,
				"It must be US_EAST_1 or EU_CENTRAL_1.");
	}

	String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	String variable(String suffix) {
		return name() + "_QSTASH_" + suffix;
	}

}
