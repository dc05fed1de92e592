package io.github.qstash.receive.reactive;

import java.util.function.Supplier;

import reactor.core.publisher.Mono;

import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.server.ServerWebExchange;

/**
 * Matches the requests that are received as deliveries, genuine or not: their signature
 * is verified by the receiver, so that Spring Security may permit them and need not ask
 * for a CSRF token. Other handlers of the application are not opened by it, whatever they
 * have in common with an endpoint.
 *
 * @since 1.0.0
 */
public final class QStashServerWebExchangeMatcher implements ServerWebExchangeMatcher {

	private final Supplier<ReactiveQStashEndpoints> endpoints;

	/**
	 * Create a matcher.
	 * @param endpoints gives the endpoints, asked with the first request
	 */
	public QStashServerWebExchangeMatcher(Supplier<ReactiveQStashEndpoints> endpoints) {
		this.endpoints = endpoints;
	}

	@Override
	public Mono<MatchResult> matches(ServerWebExchange exchange) {
		return this.endpoints.get()
			.receive(exchange)
			.flatMap((received) -> received ? MatchResult.match() : MatchResult.notMatch());
	}

	@Override
	public String toString() {
		return "QStash deliveries";
	}

}
