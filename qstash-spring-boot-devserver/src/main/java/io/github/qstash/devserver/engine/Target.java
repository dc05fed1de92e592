package io.github.qstash.devserver.engine;

/**
 * Where a published message goes.
 *
 * @since 1.0.0
 */
public sealed interface Target {

	/**
	 * One URL.
	 *
	 * @param url an absolute http or https URL
	 */
	record Url(String url) implements Target {

	}

	/**
	 * Every endpoint of a URL group, as a message of its own.
	 *
	 * @param name name of the group
	 */
	record UrlGroup(String name) implements Target {

	}

}
