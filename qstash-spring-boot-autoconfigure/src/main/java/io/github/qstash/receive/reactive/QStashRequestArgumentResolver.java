package io.github.qstash.receive.reactive;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import io.github.qstash.receive.QStashRequest;
import reactor.core.publisher.Mono;

import org.springframework.core.MethodParameter;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;

/**
 * Gives handler methods the {@link QStashRequest}. The body is read by nobody before and
 * is not subject to the limits of the codecs.
 *
 * @since 1.0.0
 */
public final class QStashRequestArgumentResolver implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == QStashRequest.class;
	}

	@Override
	public Mono<Object> resolveArgument(MethodParameter parameter, BindingContext bindingContext,
			ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		URI uri = request.getURI();
		return Mono.just(new QStashRequest(request.getMethod(), uri.getRawPath(), uri.getRawQuery(),
				request.getPath().contextPath().value(), request.getHeaders(), new Body(request)));
	}

	/**
	 * Reads the body as it comes, without ever waiting for it.
	 */
	private record Body(ServerHttpRequest request) implements QStashRequest.BodyReader {

		@Override
		public Mono<byte[]> read(int maxBytes, Duration timeout) {
			return this.request.getBody()
				.collect(ByteArrayOutputStream::new, (read, part) -> append(read, part, maxBytes))
				.map(ByteArrayOutputStream::toByteArray)
				.timeout(BodyTimer.over(this.request, timeout), Mono.error(TimeoutException::new));
		}

		@Override
		public Mono<Boolean> passOver(int maxBytes, Duration timeout) {
			return this.request.getBody()
				.map(Body::release)
				.scan(0L, Long::sum)
				.takeUntil((bytes) -> bytes > maxBytes)
				.last(0L)
				.map((bytes) -> bytes <= maxBytes)
				.timeout(BodyTimer.over(this.request, timeout), Mono.just(false))
				.onErrorReturn(false);
		}

		private static void append(ByteArrayOutputStream read, DataBuffer part, int maxBytes) {
			try {
				byte[] bytes = new byte[part.readableByteCount()];
				if (bytes.length > maxBytes - read.size()) {
					throw new DataBufferLimitException("The body is larger than " + maxBytes + " bytes");
				}
				part.read(bytes);
				read.writeBytes(bytes);
			}
			finally {
				DataBufferUtils.release(part);
			}
		}

		private static long release(DataBuffer buffer) {
			int bytes = buffer.readableByteCount();
			DataBufferUtils.release(buffer);
			return bytes;
		}

	}

}
