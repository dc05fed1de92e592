package io.github.qstash.devserver.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Header maps as QStash keeps them: unmodifiable, names in canonical MIME case
 * ({@code X-Tenant}), values of names that differ only in case joined in order.
 */
final class CanonicalHeaders {

	private CanonicalHeaders() {
	}

	static Map<String, List<String>> copyOf(Map<String, List<String>> headers) {
		if (headers.isEmpty()) {
			return Map.of();
		}
		Map<String, List<String>> canonical = new LinkedHashMap<>();
		headers.forEach((name, values) -> canonical.computeIfAbsent(canonical(name), (key) -> new ArrayList<>())
			.addAll(values));
		canonical.replaceAll((name, values) -> List.copyOf(values));
		return Collections.unmodifiableMap(canonical);
	}

	// Return the number of characters.
	static int size(Map<String, List<String>> headers) {
		int size = 0;
		for (Map.Entry<String, List<String>> header : headers.entrySet()) {
			size += size(header.getKey(), header.getValue());
		}
		return size;
	}

	static int size(String name, List<String> values) {
		int size = name.length();
		for (String value : values) {
			size += value.length();
		}
		return size;
	}

	static String canonical(String name) {
		StringBuilder result = new StringBuilder(name.length());
		boolean wordStart = true;
		for (char c : name.toCharArray()) {
			result.append(wordStart ? upper(c) : lower(c));
			wordStart = (c == '-');
		}
		return result.toString();
	}

	private static char upper(char c) {
		return (c >= 'a' && c <= 'z') ? (char) (c - 'a' + 'A') : c;
	}

	private static char lower(char c) {
		return (c >= 'A' && c <= 'Z') ? (char) (c - 'A' + 'a') : c;
	}

}
