package io.github.qstash.devserver.engine;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of the logs.
 *
 * @param cursor where the next page starts, {@code null} on the last page
 * @param entries the entries, newest first
 * @since 1.0.0
 */
public record LogPage(@Nullable String cursor, List<LogEntry> entries) {

	/**
	 * Create a page.
	 */
	public LogPage {
		entries = List.copyOf(entries);
	}

}
