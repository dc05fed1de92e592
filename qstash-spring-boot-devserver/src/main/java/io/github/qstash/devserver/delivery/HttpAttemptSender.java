package io.github.qstash.devserver.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.github.qstash.devserver.engine.AttemptOutcome;
import io.github.qstash.devserver.engine.AttemptRequest;
import io.github.qstash.devserver.runtime.AttemptSender;
import io.github.qstash.devserver.runtime.SentRequests;
import io.github.qstash.signature.QStashSigner;
import io.github.qstash.signature.SigningKeys;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * Turns a delivery attempt into exactly one HTTP request, signed at the moment it is
 * sent.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/receiving">QStash: receiving</a>
 */
public final class HttpAttemptSender implements AttemptSender, AutoCloseable {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	// much shorter than servers keep an idle connection: one that is closed while we
	// write to it is a failed attempt
	private static final Duration MAX_IDLE_TIME = Duration.ofSeconds(1);

	private static final int MAX_RESPONSE_HEADERS = 64 * 1024;

	private final Clock clock;

	private final int maxResponseSize;

	private final SentRequests sent;

	private final ConnectionProvider connections;

	private final HttpClient client;

	/**
	 * Create a sender.
	 * @param clock tells the time that signatures name
	 * @param eventLoops the threads of the connections
	 * @param maxResponseSize bytes of a response body that are kept
	 * @param sent remembers what is sent
	 */
	public HttpAttemptSender(Clock clock, LoopResources eventLoops, int maxResponseSize, SentRequests sent) {
		this.clock = clock;
		this.sent = sent;
		this.maxResponseSize = maxResponseSize;
		this.connections = ConnectionProvider.builder("qstash-devserver-deliveries")
			.maxConnections(ATTEMPTS_PER_LANE)
			.pendingAcquireMaxCount(-1)
			.maxIdleTime(MAX_IDLE_TIME)
			.lifo()
			.build();
		// it replaces a connection that turns out to be closed before anything of the
		// request was written; after that it sends nothing twice
		this.client = HttpClient.create(this.connections)
			.runOn(eventLoops)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis())
			.httpResponseDecoder((decoder) -> decoder.maxHeaderSize(MAX_RESPONSE_HEADERS))
			.followRedirect(false);
	}

	/**
	 * Return scheme, host and port of the destination.
	 */
	@Override
	public String lane(AttemptRequest request) {
		return DestinationUrl.parse(request.url()).origin();
	}

	@Override
	public Mono<AttemptOutcome> send(AttemptRequest request, SigningKeys keys) {
		return send(request, () -> sign(request, keys, this.clock));
	}

	Mono<AttemptOutcome> send(AttemptRequest request, Supplier<String> signature) {
		DestinationUrl destination = DestinationUrl.parse(request.url());
		return Mono.defer(() -> exchange(request, destination, signature.get()))
			.timeout(request.timeout())
			.onErrorResume((ex) -> Mono
				.just(new AttemptOutcome.Failed(FailureText.of(ex, destination.origin(), request.timeout()))));
	}

	static String sign(AttemptRequest request, SigningKeys keys, Clock clock) {
		return new QStashSigner(keys.current(), clock).sign(request.url(), request.body().bytes());
	}

	private Mono<AttemptOutcome> exchange(AttemptRequest request, DestinationUrl destination, String signature) {
		byte[] body = request.body().bytes();
		return this.client.headers((headers) -> {
			DeliveryHeaders.write(request, destination.credentials(), signature, headers);
			this.sent.add(request, map(headers));
		})
			.request(HttpMethod.valueOf(request.method()))
			.uri(destination.url())
			.send(Mono.<ByteBuf>fromSupplier(() -> (body.length > 0) ? Unpooled.wrappedBuffer(body) : null))
			.response(this::outcome)
			.single();
	}

	private Mono<AttemptOutcome> outcome(HttpClientResponse response, ByteBufFlux content) {
		return ResponseBody.read(content.asByteArray(), this.maxResponseSize)
			.map((body) -> new AttemptOutcome.Responded(response.status().code(), map(response.responseHeaders()),
					body));
	}

	private static Map<String, List<String>> map(HttpHeaders headers) {
		Map<String, List<String>> map = new LinkedHashMap<>();
		headers.forEach(
				(header) -> map.computeIfAbsent(header.getKey(), (name) -> new ArrayList<>()).add(header.getValue()));
		return map;
	}

	/**
	 * Close the connections.
	 */
	@Override
	public void close() {
		this.connections.dispose();
	}

}
