package io.github.qstash.devserver.api;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One line of the table of routes.
 *
 * @param method HTTP method
 * @param pattern the path
 * @param handler who answers
 * @param maxBodySize largest request body, if it is not that of a message
 */
record Route(String method, PathPattern pattern, Handler handler, @Nullable Integer maxBodySize) {

	static Route get(String pattern, Handler handler) {
		return new Route("GET", new PathPattern(pattern), handler, null);
	}

	static Route post(String pattern, Handler handler) {
		return new Route("POST", new PathPattern(pattern), handler, null);
	}

	static Route delete(String pattern, Handler handler) {
		return new Route("DELETE", new PathPattern(pattern), handler, null);
	}

	static Route patch(String pattern, Handler handler) {
		return new Route("PATCH", new PathPattern(pattern), handler, null);
	}

	Route accepting(int maxBodySize) {
		return new Route(this.method, this.pattern, this.handler, maxBodySize);
	}

	/**
	 * Compare with a request.
	 * @param method the method of the request
	 * @param path the raw path of the request
	 * @return the variables of the path, or {@code null} if this route is not meant
	 */
	@Nullable Map<String, String> match(String method, String path) {
		return this.method.equals(method) ? this.pattern.match(path) : null;
	}

	/** Answers the requests of a route. */
	@FunctionalInterface
	interface Handler {

		Mono<Answer> handle(ApiRequest request);

	}

}
