package io.github.qstash.benchmarks;

import java.net.URI;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The publish as one would write it by hand with Spring's {@code WebClient}.
 */
final class WebClientPublisher {

	private final WebClient http;

	private final String url;

	private final String idPrefix = UUID.randomUUID() + "-";

	private final AtomicLong ids = new AtomicLong();

	WebClientPublisher(HttpClient http, String url, String token) {
		this.url = url;
		this.http = WebClient.builder()
			.clientConnector(new ReactorClientHttpConnector(http))
			.defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token)
			.build();
	}

	Mono<Receipt> publish(String destination, Object body) {
		return this.http.post()
			// the destination is part of the path as it is
			.uri(URI.create(this.url + "/v2/publish/" + destination))
			.header("Upstash-Deduplication-Id", this.idPrefix + this.ids.getAndIncrement())
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body)
			.retrieve()
			.bodyToMono(Receipt.class);
	}

}
