package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.List;

/**
 * A named set of endpoints, as it is at the moment.
 *
 * @param name name of the group
 * @param createdAt when it was created
 * @param updatedAt when its endpoints changed last
 * @param endpoints the endpoints in the order they were added
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/url-groups">QStash: URL
 * groups</a>
 */
public record UrlGroup(String name, Instant createdAt, Instant updatedAt, List<Endpoint> endpoints) {

	/**
	 * Create a group.
	 */
	public UrlGroup {
		endpoints = List.copyOf(endpoints);
	}

}
