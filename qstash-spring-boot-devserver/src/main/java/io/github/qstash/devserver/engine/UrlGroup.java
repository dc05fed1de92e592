package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A named set of endpoints, as it is at the moment.
 *
 * @param name name of the group
 * @param createdAt when it was created
 * @param updatedAt when its endpoints or headers changed last
 * @param endpoints the endpoints in the order they were added
 * @param headers headers of a publish request that count for every message to the group,
 * unless its own request says something else
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/url-groups">QStash: URL
 * groups</a>
 */
public record UrlGroup(String name, Instant createdAt, Instant updatedAt, List<Endpoint> endpoints,
		Map<String, List<String>> headers) {

	/**
	 * Create a group; header names are brought into canonical case.
	 */
	public UrlGroup {
		endpoints = List.copyOf(endpoints);
		headers = CanonicalHeaders.copyOf(headers);
	}

	UrlGroup with(Instant now, List<Endpoint> endpoints) {
		return new UrlGroup(this.name, this.createdAt, now, endpoints, this.headers);
	}

	UrlGroup with(Instant now, Map<String, List<String>> headers) {
		return new UrlGroup(this.name, this.createdAt, now, this.endpoints, headers);
	}

	/**
	 * Name the group only: headers may hold secrets.
	 */
	@Override
	public String toString() {
		return "UrlGroup[" + this.name + "]";
	}

}
