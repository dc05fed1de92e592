package io.github.qstash.receive;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
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

	private final String path;

	private final String query;

	private final String contextPath;

	private final HttpHeaders headers;

	private final BodyReader body;

	/**
	 * Create a request.
	 * @param method the HTTP method
	 * @param path the path with the context path as it was sent, not decoded
	 * @param query the query as it was sent, not decoded, or {@code null} if there is
	 * none
	 * @param contextPath the part of the path that is the application's, empty or with a
	 * leading slash
	 * @param headers the headers
	 * @param body reads the body
	 */
	public QStashRequest(HttpMethod method, String path, @Nullable String query, String contextPath,
			HttpHeaders headers, BodyReader body) {
		this.method = method;
		this.path = path.isEmpty() ? "/" : path;
		this.query = Objects.requireNonNullElse(query, "");
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
		return this.path;
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
		return this.query;
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
	 * @param timeout how long reading may take
	 * @return the bytes, an empty array if there is no body, or a
	 * {@link org.springframework.core.io.buffer.DataBufferLimitException} as soon as
	 * there are more than {@code maxBytes}, or a
	 * {@link java.util.concurrent.TimeoutException} when they have not arrived in time
	 */
	public Mono<byte[]> body(int maxBytes, Duration timeout) {
		return this.body.read(maxBytes, timeout);
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
		 * Read the body, with the contract of {@link QStashRequest#body(int, Duration)}.
		 * @param maxBytes how many bytes are read at most
		 * @param timeout how long reading may take
		 * @return the bytes
		 */
		Mono<byte[]> read(int maxBytes, Duration timeout);

	}

}
