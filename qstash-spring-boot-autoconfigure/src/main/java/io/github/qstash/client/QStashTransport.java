package io.github.qstash.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.timeout.ReadTimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/**
 * Sends one request to QStash and reads its answer up to a limit.
 */
final class QStashTransport {

	private static final int MAX_ERROR_SIZE = 64 * 1024;

	private final LazyHttpClient httpClient;

	private final String baseUrl;

	private final String authorization;

	private final long maxResponseSize;

	private final ApiErrors errors;

	private final CallObservations observations;

	QStashTransport(Supplier<HttpClient> source, String baseUrl, String token, long maxResponseSize, ApiErrors errors,
			CallObservations observations) {
		this.httpClient = new LazyHttpClient(source);
		this.baseUrl = baseUrl;
		this.authorization = "Bearer " + token;
		this.maxResponseSize = maxResponseSize;
		this.errors = errors;
		this.observations = observations;
	}

	/**
	 * Send a POST request.
	 * @param <T> type of the result
	 * @param kind what is asked for
	 * @param path the path below the base URL, sent as it is
	 * @param headers adds the request's own headers
	 * @param body the request body
	 * @param reader reads the body of a successful answer
	 * @return the result
	 */
	<T> Mono<T> post(RequestKind kind, String path, Consumer<HttpHeaders> headers, byte[] body,
			Function<byte[], T> reader) {
		return call(kind, HttpMethod.POST, path, headers, body, reader);
	}

	/**
	 * Send a GET request.
	 * @param <T> type of the result
	 * @param kind what is asked for
	 * @param path the path below the base URL, sent as it is
	 * @param reader reads the body of a successful answer
	 * @return the result
	 */
	<T> Mono<T> get(RequestKind kind, String path, Function<byte[], T> reader) {
		return call(kind, HttpMethod.GET, path, (headers) -> {
		}, null, reader);
	}

	private <T> Mono<T> call(RequestKind kind, HttpMethod method, String path, Consumer<HttpHeaders> headers,
			byte @Nullable [] body, Function<byte[], T> reader) {
		return this.observations.request(kind,
				(status) -> exchange(kind, method, path, headers, body, status).map(reader));
	}

	private Mono<byte[]> exchange(RequestKind kind, HttpMethod method, String path, Consumer<HttpHeaders> headers,
			byte @Nullable [] body, IntConsumer status) {
		return this.httpClient.call((client) -> exchange(client, kind, method, path, headers, body, status))
			.onErrorMap((ex) -> !(ex instanceof QStashException), (ex) -> transportException(kind, ex));
	}

	private Mono<byte[]> exchange(HttpClient client, RequestKind kind, HttpMethod method, String path,
			Consumer<HttpHeaders> headers, byte @Nullable [] body, IntConsumer status) {
		FreeConnectionFirst connection = new FreeConnectionFirst();
		return client.request(method).uri(this.baseUrl + path).send((request, outbound) -> {
			HttpHeaders all = request.requestHeaders();
			headers.accept(all);
			all.set(HttpHeaderNames.AUTHORIZATION, this.authorization);
			outbound.withConnection(connection);
			if (body == null) {
				return outbound;
			}
			all.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
			return outbound.sendObject(Unpooled.wrappedBuffer(body));
		}).response((response, content) -> {
			status.accept(response.status().code());
			return connection.apply(isSuccess(response) ? answer(kind, content) : error(kind, response, content));
		}).single();
	}

	private Mono<byte[]> answer(RequestKind kind, ByteBufFlux content) {
		return content.collect(ByteArrayOutputStream::new, (received, part) -> {
			if (received.size() + (long) part.readableBytes() > this.maxResponseSize) {
				throw new QStashResponseException("QStash's answer to " + kind + " is larger than "
						+ this.maxResponseSize + " bytes: see 'qstash.client.max-response-size'", null);
			}
			append(received, part);
		}).map(ByteArrayOutputStream::toByteArray);
	}

	private Mono<byte[]> error(RequestKind kind, HttpClientResponse response, ByteBufFlux content) {
		ByteArrayOutputStream received = new ByteArrayOutputStream();
		return content.doOnNext((part) -> append(received, part))
			// the beginning tells enough
			.takeUntil((part) -> received.size() > MAX_ERROR_SIZE)
			// and the status tells more than why the rest of the text is missing
			.onErrorComplete()
			.then(Mono.error(() -> this.errors.exception(kind, response.status().code(), response.responseHeaders(),
					received.toByteArray())));
	}

	private static boolean isSuccess(HttpClientResponse response) {
		return response.status().code() >= 200 && response.status().code() <= 299;
	}

	private static void append(ByteArrayOutputStream received, ByteBuf part) {
		try {
			part.readBytes(received, part.readableBytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private QStashTransportException transportException(RequestKind kind, Throwable cause) {
		if (cause instanceof PoolAcquirePendingLimitException || cause instanceof PoolAcquireTimeoutException) {
			return new QStashOverloadException("No connection for " + kind + " to QStash at " + this.baseUrl
					+ ", nothing was sent: " + cause.getMessage() + ", see 'qstash.client.pool'", cause);
		}
		String reason = (cause instanceof ReadTimeoutException)
				? "it was not complete within the response time-out, see 'qstash.client.response-timeout'"
				: String.valueOf(cause.getMessage());
		return new QStashTransportException("No answer to " + kind + " from QStash at " + this.baseUrl + ": " + reason,
				cause);
	}

}
