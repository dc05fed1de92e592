package io.github.qstash.devserver.engine;

/**
 * Order of a list by time.
 *
 * @since 1.0.0
 */
public enum Order {

	/** What happened first comes first. */
	EARLIEST_FIRST,

	/** What happened last comes first. */
	LATEST_FIRST

}
