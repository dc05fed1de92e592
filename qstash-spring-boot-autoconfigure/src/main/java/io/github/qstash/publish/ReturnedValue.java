package io.github.qstash.publish;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpEntity;
import org.springframework.util.ClassUtils;

/**
 * What is in a returned value.
 */
final class ReturnedValue {

	private static final boolean SPRING_WEB = ClassUtils.isPresent("org.springframework.http.HttpEntity",
			ReturnedValue.class.getClassLoader());

	private ReturnedValue() {
	}

	/**
	 * Return what is published of a value: the value in an {@code Optional}, the body of
	 * a {@code ResponseEntity}, or else the value itself.
	 * @param value the value
	 * @return what is in it, or {@code null} if it is empty
	 */
	static @Nullable Object unwrap(@Nullable Object value) {
		if (value instanceof Optional<?> optional) {
			return unwrap(optional.orElse(null));
		}
		if (value instanceof OptionalInt optional) {
			return optional.isPresent() ? optional.getAsInt() : null;
		}
		if (value instanceof OptionalLong optional) {
			return optional.isPresent() ? optional.getAsLong() : null;
		}
		if (value instanceof OptionalDouble optional) {
			return optional.isPresent() ? optional.getAsDouble() : null;
		}
		if (SPRING_WEB && value != null && HttpEntities.isOne(value)) {
			return unwrap(HttpEntities.body(value));
		}
		return value;
	}

	/**
	 * Return the elements of a collection or an array. Bytes are one value.
	 * @param value the value
	 * @return its elements, or {@code null} if it has none because it is something else
	 */
	static @Nullable List<?> elements(Object value) {
		if (value instanceof Collection<?> collection) {
			return (value instanceof List<?> list) ? Collections.unmodifiableList(list) : new ArrayList<>(collection);
		}
		if (value instanceof Object[] array) {
			return Arrays.asList(array);
		}
		if (!value.getClass().isArray() || value instanceof byte[]) {
			return null;
		}
		List<Object> elements = new ArrayList<>();
		for (int i = 0; i < Array.getLength(value); i++) {
			elements.add(Array.get(value, i));
		}
		return elements;
	}

	static boolean areMessages(List<?> elements) {
		return elements.stream().anyMatch(QStashMessage.class::isInstance);
	}

	/**
	 * Refuse a value that only turns out to be one that cannot be published, because the
	 * method is declared to return something more general.
	 * @param value the value
	 */
	static void refuseUnpublishable(Object value) {
		String advice = ReturnTypes.adviceAgainst(value.getClass());
		if (advice != null) {
			throw new IllegalStateException(
					"@QStashPublish cannot publish a '" + value.getClass().getName() + "'. " + advice);
		}
	}

	/** Keeps Spring's web module optional. */
	private static final class HttpEntities {

		static boolean isOne(Object value) {
			return value instanceof HttpEntity<?>;
		}

		static @Nullable Object body(Object value) {
			return ((HttpEntity<?>) value).getBody();
		}

	}

}
