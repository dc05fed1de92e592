package io.github.qstash.receive.reactive;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;

import io.github.qstash.message.QStashHeaders;
import io.github.qstash.receive.QStashEndpoints;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/**
 * The endpoints of a Spring WebFlux application.
 *
 * @since 1.0.0
 */
public final class ReactiveQStashEndpoints extends QStashEndpoints {

	private final RequestMappingHandlerMapping handlerMapping;

	/**
	 * Create the endpoints.
	 * @param handlerMapping maps requests to the methods of controllers
	 */
	public ReactiveQStashEndpoints(RequestMappingHandlerMapping handlerMapping) {
		this.handlerMapping = handlerMapping;
	}

	/**
	 * Return whether a request would be taken for a delivery, genuine or not.
	 * @param request the request
	 * @return whether it would be received by this application
	 */
	public boolean receive(ServerHttpRequest request) {
		return receive(request.getMethod(), request.getPath().pathWithinApplication(),
				request.getHeaders().containsHeader(QStashHeaders.SIGNATURE));
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

}
