package io.github.qstash.devserver.engine;

import org.jspecify.annotations.Nullable;

/**
 * Names a member of a URL group by its name, its URL, or both: then both must match.
 *
 * @param url URL of the endpoint
 * @param name name of the endpoint
 * @since 1.0.0
 */
public record EndpointSelector(@Nullable String url, @Nullable String name) {

	boolean selects(Endpoint endpoint) {
		return (this.url == null || this.url.equals(endpoint.url()))
				&& (this.name == null || this.name.equals(endpoint.name()));
	}

}
