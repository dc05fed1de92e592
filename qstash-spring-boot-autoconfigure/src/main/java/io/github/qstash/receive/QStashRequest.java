package io.github.qstash.receive;

import java.net.URI;
import java.util.Objects;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/**
 * A request as it arrived, not verified yet. The bytes of its body are the ones that were
 * sent: nothing has decoded, converted or cached them.
 *
 * @since 1.0.0
 */
public final class QStashRequest {

	private final HttpMethod method;

	private final URI uri;

	private final String contextPath;

	private final HttpHeaders headers;

	private final BodyReader body;

	/**
	 * Create a request.
	 * @param method the HTTP method
	 * @param uri the URI with path and query as they were sent; scheme, host and port do
	 * not matter
	 * @param contextPath the part of the path that is the application's, empty or with a
	 * leading slash
	 * @param headers the headers
	 * @param body reads the body
	 */
	public QStashRequest(HttpMethod method, URI uri, String contextPath, HttpHeaders headers, BodyReader body) {
		this.method = method;
		this.uri = uri;
		this.contextPath = contextPath;
		this.headers = HttpHeaders.readOnlyHttpHeaders(headers);
		this.body = body;
	}

	/**
	 * Return the HTTP method.
	 * @return the method
	 */
	public HttpMethod method() {
		return this.method;
	}

	/**
	 * Return the path, with the context path, not decoded.
	 * @return a path with a leading slash
	 */
	public String path() {
		String path = Objects.requireNonNullElse(this.uri.getRawPath(), "");
		return path.isEmpty() ? "/" : path;
	}

	/**
	 * Return the part of the path that is the application's.
	 * @return the context path, empty or with a leading slash
	 */
	public String contextPath() {
		return this.contextPath;
	}

	/**
	 * Return the query, not decoded.
	 * @return the query, empty if there is none
	 */
	public String query() {
		return Objects.requireNonNullElse(this.uri.getRawQuery(), "");
	}

	/**
	 * Return the headers.
	 * @return the headers, which cannot be changed
	 */
	public HttpHeaders headers() {
		return this.headers;
	}

	/**
	 * Read the body. It can be read once.
	 * @param maxBytes how many bytes are read at most
	 * @return the bytes, an empty array if there is no body, or a
	 * {@link org.springframework.core.io.buffer.DataBufferLimitException} as soon as
	 * there are more than {@code maxBytes}
	 */
	public Mono<byte[]> body(int maxBytes) {
		return this.body.read(maxBytes);
	}

	@Override
	public String toString() {
		return this.method + " " + path();
	}

	/**
	 * Reads the body of a request on one web stack.
	 */
	@FunctionalInterface
	public interface BodyReader {

		/**
		 * Read the body, with the contract of {@link QStashRequest#body(int)}.
		 * @param maxBytes how many bytes are read at most
		 * @return the bytes
		 */
		Mono<byte[]> read(int maxBytes);

	}

}
