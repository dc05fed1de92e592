package io.github.qstash.receive.servlet;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.github.qstash.message.QStashHeaders;
import io.github.qstash.receive.QStashEndpoints;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.http.HttpMethod;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.FrameworkServlet;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
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

	private static final Log logger = LogFactory.getLog(QStashEndpoints.class);

	private final RequestMappingHandlerMapping handlerMapping;

	private final Supplier<List<HandlerMapping>> handlerMappings;

	/**
	 * Create the endpoints.
	 * @param handlerMapping maps requests to the methods of controllers
	 * @param beanFactory has everything that maps requests, asked with the first request
	 */
	public ServletQStashEndpoints(RequestMappingHandlerMapping handlerMapping, ListableBeanFactory beanFactory) {
		this.handlerMapping = handlerMapping;
		this.handlerMappings = SingletonSupplier.of(() -> handlerMappings(beanFactory, HandlerMapping.class));
	}

	/**
	 * Return whether a request would be taken for a delivery, genuine or not: whether an
	 * endpoint, and nothing else that has a path or a condition in common with it, is
	 * what Spring MVC would call.
	 * @param request the request, whose attributes stay as they are
	 * @return whether it would be received by this application
	 */
	public boolean receive(HttpServletRequest request) {
		boolean signed = request.getHeader(QStashHeaders.SIGNATURE) != null;
		return mayReceive(HttpMethod.valueOf(request.getMethod()),
				ServletRequestPathUtils.parse(request).pathWithinApplication(), signed) && isForSpringMvc(request)
				&& isEndpoint(handler(new Rehearsal(request)));
	}

	// and not for another servlet, nor for a web server that a child context has
	private boolean isForSpringMvc(HttpServletRequest request) {
		Object context = request.getServletContext()
			.getAttribute(FrameworkServlet.SERVLET_CONTEXT_PREFIX + request.getHttpServletMapping().getServletName());
		return context != null && context == this.handlerMapping.getApplicationContext();
	}

	private @Nullable Object handler(HttpServletRequest request) {
		try {
			ServletRequestPathUtils.parseAndCache(request);
			for (HandlerMapping mapping : this.handlerMappings.get()) {
				HandlerExecutionChain chain = mapping.getHandler(request);
				if (chain != null) {
					return chain.getHandler();
				}
			}
		}
		catch (Exception ex) {
			// Spring MVC will answer with it
			logger.debug("Nothing handles the request", ex);
		}
		return null;
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

	/** Keeps what a mapping notes down from those who see the request later. */
	private static final class Rehearsal extends HttpServletRequestWrapper {

		private final Map<String, @Nullable Object> attributes = new HashMap<>();

		Rehearsal(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable Object getAttribute(String name) {
			return this.attributes.containsKey(name) ? this.attributes.get(name) : super.getAttribute(name);
		}

		@Override
		public void setAttribute(String name, @Nullable Object value) {
			this.attributes.put(name, value);
		}

		@Override
		public void removeAttribute(String name) {
			this.attributes.put(name, null);
		}

	}

}
