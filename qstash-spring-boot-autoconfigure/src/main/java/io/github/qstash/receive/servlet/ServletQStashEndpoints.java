package io.github.qstash.receive.servlet;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;

import io.github.qstash.message.QStashHeaders;
import io.github.qstash.receive.QStashEndpoints;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.condition.PathPatternsRequestCondition;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;

/**
 * The endpoints of a Spring MVC application.
 *
 * @since 1.0.0
 */
public final class ServletQStashEndpoints extends QStashEndpoints {

	private final RequestMappingHandlerMapping handlerMapping;

	/**
	 * Create the endpoints.
	 * @param handlerMapping maps requests to the methods of controllers
	 */
	public ServletQStashEndpoints(RequestMappingHandlerMapping handlerMapping) {
		this.handlerMapping = handlerMapping;
	}

	/**
	 * Return whether a request would be taken for a delivery, genuine or not.
	 * @param request the request
	 * @return whether it would be received by this application
	 */
	public boolean receive(HttpServletRequest request) {
		boolean signed = request.getHeader(QStashHeaders.SIGNATURE) != null;
		return receive(HttpMethod.valueOf(request.getMethod()),
				ServletRequestPathUtils.parse(request).pathWithinApplication(), signed);
	}

	@Override
	protected List<Mapping> mappings() {
		return this.handlerMapping.getHandlerMethods()
			.entrySet()
			.stream()
			.map((entry) -> new Mapping(paths(entry.getKey()), entry.getKey().getMethodsCondition().getMethods(),
					entry.getValue()))
			.toList();
	}

	@Override
	protected void map(String path, Object handler, Method method, Set<RequestMethod> methods,
			@Nullable String header) {
		RequestMappingInfo.Builder mapping = RequestMappingInfo.paths(path)
			.methods(methods.toArray(RequestMethod[]::new))
			.options(this.handlerMapping.getBuilderConfiguration());
		if (header != null) {
			mapping.headers(header);
		}
		this.handlerMapping.registerMapping(mapping.build(), handler, method);
	}

	private static Set<PathPattern> paths(RequestMappingInfo mapping) {
		PathPatternsRequestCondition paths = mapping.getPathPatternsCondition();
		return (paths != null) ? paths.getPatterns() : Set.of();
	}

}
