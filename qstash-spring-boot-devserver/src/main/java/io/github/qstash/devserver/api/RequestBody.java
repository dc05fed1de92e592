package io.github.qstash.devserver.api;

import java.io.ByteArrayOutputStream;

import io.netty.handler.codec.http.HttpHeaderNames;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Reads a request body as the bytes it is, up to a limit.
 */
final class RequestBody {

	private RequestBody() {
	}

	static Mono<byte[]> read(HttpServerRequest request, int limit) {
		return Mono.defer(() -> {
			if (declaredLength(request) > limit) {
				return tooLarge(limit);
			}
			ByteArrayOutputStream read = new ByteArrayOutputStream();
			return request.receive()
				.asByteArray()
				.doOnNext(read::writeBytes)
				.takeUntil((chunk) -> read.size() > limit)
				.then(Mono.defer(() -> (read.size() > limit) ? tooLarge(limit) : Mono.just(read.toByteArray())));
		});
	}

	private static long declaredLength(HttpServerRequest request) {
		String length = request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH);
		return (length != null && length.matches("\\d{1,18}")) ? Long.parseLong(length) : 0;
	}

	private static Mono<byte[]> tooLarge(int limit) {
		return Mono.error(() -> ApiException.tooLarge("the request body is larger than " + limit + " bytes"));
	}

}
