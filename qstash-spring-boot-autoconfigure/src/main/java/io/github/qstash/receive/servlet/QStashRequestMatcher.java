package io.github.qstash.receive.servlet;

import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Matches the requests that are received as deliveries, genuine or not: their signature
 * is verified by the receiver, so that Spring Security may permit them and need not ask
 * for a CSRF token. Other handlers of the application are not opened by it, whatever they
 * have in common with an endpoint.
 *
 * @since 1.0.0
 */
public final class QStashRequestMatcher implements RequestMatcher {

	private final Supplier<ServletQStashEndpoints> endpoints;

	/**
	 * Create a matcher.
	 * @param endpoints gives the endpoints, asked with the first request
	 */
	public QStashRequestMatcher(Supplier<ServletQStashEndpoints> endpoints) {
		this.endpoints = endpoints;
	}

	@Override
	public boolean matches(HttpServletRequest request) {
		// a form that was not kept for the receiver will be read by others
		return !DeliveryBodyFilter.isForm(request.getContentType()) && this.endpoints.get().receive(request);
	}

	@Override
	public String toString() {
		return "QStash deliveries";
	}

}
