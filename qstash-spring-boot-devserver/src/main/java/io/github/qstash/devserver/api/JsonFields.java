package io.github.qstash.devserver.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A JSON object in the making. Fields without a value are left out, as QStash does.
 */
final class JsonFields {

	private final Map<String, Object> fields = new LinkedHashMap<>();

	JsonFields put(String name, @Nullable Object value) {
		if (value != null && !isEmpty(value)) {
			this.fields.put(name, value);
		}
		return this;
	}

	JsonFields putMillis(String name, @Nullable Instant instant) {
		return put(name, (instant != null) ? instant.toEpochMilli() : null);
	}

	JsonFields putSeconds(String name, @Nullable Duration duration) {
		return put(name, (duration != null) ? duration.toSeconds() : null);
	}

	Map<String, Object> toMap() {
		return this.fields;
	}

	private static boolean isEmpty(Object value) {
		return (value instanceof String text && text.isEmpty()) || (value instanceof Map<?, ?> map && map.isEmpty())
				|| (value instanceof Collection<?> collection && collection.isEmpty());
	}

}
