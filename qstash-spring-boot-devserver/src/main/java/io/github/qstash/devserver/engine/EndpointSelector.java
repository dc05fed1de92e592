package io.github.qstash.devserver.engine;

import org.jspecify.annotations.Nullable;

/**
 * Names a member of a URL group by its name, its URL, or both.
 *
 * @param url URL of the endpoint
 * @param name name of the endpoint
 * @since 1.0.0
 */
public record EndpointSelector(@Nullable String url, @Nullable String name) {

}
