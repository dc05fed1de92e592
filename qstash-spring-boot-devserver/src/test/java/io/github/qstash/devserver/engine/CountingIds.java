package io.github.qstash.devserver.engine;

import java.util.HashMap;
import java.util.Map;

/**
 * Ids {@code msg_1}, {@code msg_2}, ..., and so on for other prefixes.
 */
final class CountingIds implements Ids {

	private final Map<String, Integer> counts = new HashMap<>();

	@Override
	public String next(String prefix) {
		return prefix + this.counts.merge(prefix, 1, Integer::sum);
	}

}
