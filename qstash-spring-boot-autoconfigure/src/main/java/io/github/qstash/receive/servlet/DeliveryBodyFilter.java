package io.github.qstash.receive.servlet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * Keeps the body of a delivery for the one who verifies it. Servlet containers, filters
 * and Spring MVC read the bodies of forms to find parameters and files in them; from a
 * delivery, genuine or not, they get the parameters of its URL only.
 *
 * @since 1.0.0
 */
public final class DeliveryBodyFilter extends OncePerRequestFilter {

	private final ServletQStashEndpoints endpoints;

	/**
	 * Create a filter.
	 * @param endpoints tell what is a delivery
	 */
	public DeliveryBodyFilter(ServletQStashEndpoints endpoints) {
		this.endpoints = endpoints;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !isForm(request.getContentType()) || !this.endpoints.receive(new UrlParameters(request));
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		chain.doFilter(new Delivery(request), response);
	}

	static boolean isForm(@Nullable String contentType) {
		return StringUtils.startsWithIgnoreCase(contentType, "multipart/")
				|| StringUtils.startsWithIgnoreCase(contentType, MediaType.APPLICATION_FORM_URLENCODED_VALUE);
	}

	/** Does not look like a form to anybody who asks for one. */
	private static final class Delivery extends UrlParameters {

		Delivery(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable String getContentType() {
			return null;
		}

	}

	/** Has no parameters but those of its URL. */
	private static class UrlParameters extends HttpServletRequestWrapper {

		private @Nullable Map<String, String[]> parameters;

		UrlParameters(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable String getParameter(String name) {
			String[] values = getParameterValues(name);
			return (values != null) ? values[0] : null;
		}

		@Override
		public Map<String, String[]> getParameterMap() {
			return Collections.unmodifiableMap(parameters());
		}

		@Override
		public Enumeration<String> getParameterNames() {
			return Collections.enumeration(List.copyOf(parameters().keySet()));
		}

		@Override
		public String @Nullable [] getParameterValues(String name) {
			return parameters().get(name);
		}

		private Map<String, String[]> parameters() {
			Map<String, String[]> parameters = this.parameters;
			if (parameters == null) {
				Map<String, String[]> read = new LinkedHashMap<>();
				UriComponentsBuilder.newInstance()
					.query(getQueryString())
					.build()
					.getQueryParams()
					.forEach((name, values) -> read.put(decode(name),
							values.stream().map(UrlParameters::decode).toArray(String[]::new)));
				parameters = read;
				this.parameters = parameters;
			}
			return parameters;
		}

		// anybody may send what is not encoded well: it is no error of the application
		private static String decode(@Nullable String text) {
			if (text == null) {
				return "";
			}
			try {
				return UriUtils.decode(text.replace('+', ' '), StandardCharsets.UTF_8);
			}
			catch (IllegalArgumentException ex) {
				return text;
			}
		}

	}

}
