package io.github.qstash.receive.servlet;

import java.util.Collections;

import io.github.qstash.receive.QStashRequest;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.Assert;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.AsyncWebRequest;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Gives handler methods the {@link QStashRequest}. The body is read by nobody before.
 *
 * @since 1.0.0
 */
public final class QStashRequestArgumentResolver implements HandlerMethodArgumentResolver {

	private static final long UNLIMITED = 0;

	private final boolean limitsTime;

	/**
	 * Create a resolver.
	 * @param limitsTime whether the time-out of Spring MVC for asynchronous requests
	 * counts for deliveries too; if not, QStash alone decides how long it waits
	 */
	public QStashRequestArgumentResolver(boolean limitsTime) {
		this.limitsTime = limitsTime;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == QStashRequest.class;
	}

	@Override
	public Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer mavContainer,
			NativeWebRequest webRequest, @Nullable WebDataBinderFactory binderFactory) {
		HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
		Assert.state(request != null, "No HttpServletRequest");
		if (!this.limitsTime) {
			waitForEver(request);
		}
		return new QStashRequest(HttpMethod.valueOf(request.getMethod()), request.getRequestURI(),
				request.getQueryString(), request.getContextPath(), headers(request), new ServletBodyReader(request));
	}

	/*
	 * The default of a servlet container, often 30 seconds, would answer 503 while the
	 * handler goes on working, and QStash would deliver to a second one.
	 */
	private static void waitForEver(HttpServletRequest request) {
		AsyncWebRequest asyncRequest = WebAsyncUtils.getAsyncManager(request).getAsyncWebRequest();
		if (asyncRequest != null) {
			asyncRequest.setTimeout(UNLIMITED);
		}
	}

	private static HttpHeaders headers(HttpServletRequest request) {
		HttpHeaders headers = new HttpHeaders();
		for (String name : Collections.list(request.getHeaderNames())) {
			headers.addAll(name, Collections.list(request.getHeaders(name)));
		}
		return headers;
	}

}
