package io.github.qstash.devserver.engine;

import org.jspecify.annotations.Nullable;

/**
 * One member of a URL group.
 *
 * @param url absolute http or https URL
 * @param name name within the group, if it has one
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/url-groups">QStash: URL
 * groups</a>
 */
public record Endpoint(String url, @Nullable String name) {

}
