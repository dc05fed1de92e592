package io.github.qstash.client;

import reactor.netty.http.client.HttpClient;

/**
 * Changes the HTTP client that speaks to QStash. Beans of this type are applied in their
 * order, after {@code spring.http.clients.*} and {@code qstash.client.*}.
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface QStashHttpClientCustomizer {

	/**
	 * Change the client.
	 * @param httpClient the client so far
	 * @return the client to use
	 */
	HttpClient customize(HttpClient httpClient);

}
