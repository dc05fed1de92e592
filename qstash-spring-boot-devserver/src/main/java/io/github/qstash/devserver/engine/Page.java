package io.github.qstash.devserver.engine;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of a long list.
 *
 * @param <T> type of the entries
 * @param cursor where the next page starts, {@code null} on the last page
 * @param entries the entries, in the order asked for
 * @since 1.0.0
 */
public record Page<T>(@Nullable String cursor, List<T> entries) {

	/**
	 * Create a page.
	 */
	public Page {
		entries = List.copyOf(entries);
	}

}
