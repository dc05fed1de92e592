package io.github.qstash.benchmarks;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import tools.jackson.databind.json.JsonMapper;

/**
 * The publish as one would write it by hand with Reactor Netty and Jackson.
 */
final class RawPublisher {

	private final HttpClient http;

	private final JsonMapper json = new JsonMapper();

	private final String idPrefix = UUID.randomUUID() + "-";

	private final AtomicLong ids = new AtomicLong();

	RawPublisher(HttpClient http, String url, String token) {
		this.http = http.baseUrl(url)
			.headers((headers) -> headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token)
				.set(HttpHeaderNames.CONTENT_TYPE, "application/json"));
	}

	Mono<Receipt> publish(String destination, Object body) {
		return Mono.defer(() -> {
			byte[] bytes = this.json.writeValueAsBytes(body);
			String id = this.idPrefix + this.ids.getAndIncrement();
			return this.http.post().uri("/v2/publish/" + destination).send((request, outbound) -> {
				HttpHeaders headers = request.requestHeaders();
				headers.set("Upstash-Deduplication-Id", id);
				headers.set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
				return outbound.sendObject(Unpooled.wrappedBuffer(bytes));
			}).responseSingle((response, content) -> content.asByteArray().map((answer) -> receipt(response, answer)));
		});
	}

	private Receipt receipt(HttpClientResponse response, byte[] answer) {
		if (response.status().code() != 200) {
			throw new IllegalStateException("QStash answered " + response.status());
		}
		return this.json.readValue(answer, Receipt.class);
	}

}
