package io.github.qstash.devserver.api;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.qstash.devserver.runtime.Account;
import io.github.qstash.devserver.runtime.Control;
import io.netty.buffer.Unpooled;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * The HTTP server of the API.
 *
 * @since 1.0.0
 */
public final class ApiServer implements AutoCloseable {

	private static final int MAX_TARGET = 16 * 1024;

	private static final int MAX_HEADERS = 64 * 1024;

	// what is larger even than this is answered without an error object
	private static final int UNREADABLE = 256 * 1024;

	private static final int MAX_CONNECTIONS = 2000;

	private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

	private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);

	private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(ApiServer.class);

	private final ApiSettings settings;

	private final ListenAddress address;

	private final AccessTokens tokens;

	private final LocalRequests localRequests;

	private final Routes routes;

	private final Pages pages;

	private final DisposableServer server;

	/**
	 * Start the server; it accepts requests when the constructor returns.
	 * @param settings where to listen and what to accept
	 * @param tokens which token opens which account
	 * @param control what else can be done with the server
	 * @param pages what else there is
	 * @param eventLoops the threads of the connections
	 * @throws UnknownHostException if the host means no address
	 * @throws reactor.netty.ChannelBindException if the address is taken or refused
	 */
	public ApiServer(ApiSettings settings, AccessTokens tokens, Control control, Pages pages, LoopResources eventLoops)
			throws UnknownHostException {
		this.settings = settings;
		this.address = new ListenAddress(settings.host());
		this.tokens = tokens;
		this.localRequests = new LocalRequests(
				Stream.concat(settings.allowedHosts().stream(), this.address.names().stream()).toList());
		this.routes = new Routes(settings, control.faults());
		this.pages = pages;
		this.server = HttpServer.create()
			.bindAddress(() -> this.address.withPort(settings.port()))
			.runOn(eventLoops)
			// requests that are being answered can be waited for
			.channelGroup(new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE))
			.maxConnections(MAX_CONNECTIONS)
			.httpRequestDecoder((decoder) -> decoder.maxInitialLineLength(UNREADABLE).maxHeaderSize(UNREADABLE))
			.requestTimeout(REQUEST_TIMEOUT)
			.idleTimeout(IDLE_TIMEOUT)
			.handle(this::handle)
			.bindNow();
	}

	/**
	 * Return the port that the server listens on.
	 * @return the port
	 */
	public int port() {
		return this.server.port();
	}

	/**
	 * Return the URL under which this machine reaches the server.
	 * @return the URL, without a path
	 */
	public URI url() {
		return URI.create("http://" + this.address.reachableHost() + ":" + port());
	}

	private Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		return Mono.defer(() -> dispatch(request, response))
			// nobody waits for an answer; the connection ends this one
			.onErrorResume(ApiServer::isClientGone, (ex) -> Mono.never())
			.onErrorResume((ex) -> send(response, Failure.of(ex).toAnswer()));
	}

	private Mono<Void> dispatch(HttpServerRequest request, HttpServerResponse response) {
		HeaderLines headers = headers(request);
		checkSize(request.uri(), headers);
		this.localRequests.check(headers);
		if (this.pages.contain(request)) {
			return Mono.from(this.pages.show(request, response));
		}
		return answer(request, headers).flatMap((answer) -> send(response, answer));
	}

	private Mono<Answer> answer(HttpServerRequest request, HeaderLines headers) {
		RequestTarget target = RequestTarget.parse(request.uri());
		String method = request.method().name();
		if (target.path().equals("/") && method.equals("GET")) {
			return Mono.just(Answer.text(WelcomePage.TEXT));
		}
		Routes.Match match = this.routes.find(method, target.path())
			.orElseThrow(() -> ApiException
				.notFound("there is no endpoint " + method + " " + WireText.quote(target.path())));
		Account account = this.tokens.account(headers, target.query());
		Integer limit = match.route().maxBodySize();
		return RequestBody.read(request, (limit != null) ? limit : this.settings.maxMessageSize())
			.flatMap((body) -> match.route()
				.handler()
				.handle(new ApiRequest(account, match.variables(), target.query(), headers, body, callerIp(request))));
	}

	private static void checkSize(String target, HeaderLines headers) {
		if (target.length() > MAX_TARGET) {
			throw ApiException.targetTooLong("the request target is longer than " + MAX_TARGET + " bytes");
		}
		if (headers.stream().mapToInt((line) -> line.name().length() + line.value().length()).sum() > MAX_HEADERS) {
			throw ApiException.headersTooLarge("the request headers are larger than " + MAX_HEADERS + " bytes");
		}
	}

	private static HeaderLines headers(HttpServerRequest request) {
		List<HeaderLines.Line> lines = request.requestHeaders()
			.entries()
			.stream()
			.map((entry) -> new HeaderLines.Line(entry.getKey(), WireText.decode(entry.getValue())))
			.toList();
		return new HeaderLines(lines);
	}

	private static String callerIp(HttpServerRequest request) {
		InetSocketAddress address = request.remoteAddress();
		return (address != null && address.getAddress() != null) ? address.getAddress().getHostAddress() : "127.0.0.1";
	}

	private static boolean isClientGone(Throwable ex) {
		return ex instanceof IOException || ex instanceof AbortedException;
	}

	private static Mono<Void> send(HttpServerResponse response, Answer answer) {
		if (answer == Answer.LOST) {
			return drop(response);
		}
		answer.headers().forEach(response::header);
		response.status(answer.status()).header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(answer.length()));
		if (answer.contentType() != null) {
			response.header(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
		}
		if (answer.length() == 0) {
			return response.send();
		}
		return response.sendObject(Unpooled.wrappedBuffer(answer.body().toArray(byte[][]::new))).then();
	}

	private static Mono<Void> drop(HttpServerResponse response) {
		return Mono.<Void>fromRunnable(() -> response.withConnection((connection) -> connection.channel().close()))
			.then(Mono.never());
	}

	/**
	 * Stop: no new request is taken, and those that are being answered get a second.
	 */
	@Override
	public void close() {
		try {
			this.server.disposeNow(CLOSE_LIMIT);
		}
		catch (IllegalStateException ex) {
			logger.debug("Requests were still being answered", ex);
		}
	}

}
