package io.github.qstash.receive.reactive;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.github.qstash.message.QStashHeaders;
import io.github.qstash.receive.QStashEndpoints;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;

/**
 * The endpoints of a Spring WebFlux application.
 *
 * @since 1.0.0
 */
public final class ReactiveQStashEndpoints extends QStashEndpoints {

	private final RequestMappingHandlerMapping handlerMapping;

	private final Supplier<List<HandlerMapping>> handlerMappings;

	/**
	 * Create the endpoints.
	 * @param handlerMapping maps requests to the methods of controllers
	 * @param beanFactory has everything that maps requests, asked with the first request
	 */
	public ReactiveQStashEndpoints(RequestMappingHandlerMapping handlerMapping, ListableBeanFactory beanFactory) {
		this.handlerMapping = handlerMapping;
		this.handlerMappings = SingletonSupplier.of(() -> handlerMappings(beanFactory, HandlerMapping.class));
	}

	/**
	 * Return whether a request would be taken for a delivery, genuine or not: whether an
	 * endpoint, and nothing else that has a path or a condition in common with it, is
	 * what Spring WebFlux would call.
	 * @param exchange has the request; its attributes stay as they are
	 * @return whether it would be received by this application
	 */
	public Mono<Boolean> receive(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		if (!isHere(exchange) || !mayReceive(request.getMethod(), request.getPath().pathWithinApplication(),
				request.getHeaders().containsHeader(QStashHeaders.SIGNATURE))) {
			return Mono.just(false);
		}
		ServerWebExchange rehearsal = new Rehearsal(exchange);
		// WebFlux will answer with an error of a mapping
		return Flux.defer(() -> Flux.fromIterable(this.handlerMappings.get()))
			.concatMap((mapping) -> mapping.getHandler(rehearsal))
			.next()
			.map(QStashEndpoints::isEndpoint)
			.onErrorReturn(false)
			.defaultIfEmpty(false);
	}

	// and not on a web server that a child context has
	private boolean isHere(ServerWebExchange exchange) {
		return exchange.getApplicationContext() == this.handlerMapping.getApplicationContext();
	}

	@Override
	protected List<Mapping> mappings() {
		return this.handlerMapping.getHandlerMethods()
			.entrySet()
			.stream()
			.map((entry) -> new Mapping(entry.getKey().getPatternsCondition().getPatterns(),
					entry.getKey().getMethodsCondition().getMethods(), entry.getValue()))
			.toList();
	}

	@Override
	protected void map(String path, Object handler, Method method, Set<RequestMethod> methods,
			@Nullable String header) {
		RequestMappingInfo.BuilderConfiguration options = new RequestMappingInfo.BuilderConfiguration();
		options.setPatternParser(this.handlerMapping.getPathPatternParser());
		RequestMappingInfo.Builder mapping = RequestMappingInfo.paths(path)
			.methods(methods.toArray(RequestMethod[]::new))
			.options(options);
		if (header != null) {
			mapping.headers(header);
		}
		this.handlerMapping.registerMapping(mapping.build(), handler, method);
	}

	/** Keeps what a mapping notes down from those who see the exchange later. */
	private static final class Rehearsal extends ServerWebExchangeDecorator {

		private final Map<String, Object> attributes;

		Rehearsal(ServerWebExchange exchange) {
			super(exchange);
			this.attributes = new ConcurrentHashMap<>(exchange.getAttributes());
		}

		@Override
		public Map<String, Object> getAttributes() {
			return this.attributes;
		}

	}

}
