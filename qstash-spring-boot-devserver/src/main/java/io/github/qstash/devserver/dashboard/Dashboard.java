package io.github.qstash.devserver.dashboard;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import io.github.qstash.devserver.api.Pages;
import io.github.qstash.devserver.runtime.SentRequests;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The dashboard: its files, and below {@code /_dev/} what they read.
 *
 * @since 1.0.0
 */
public final class Dashboard implements Pages, AutoCloseable {

	/** Every page is the same file; the script in it looks at the path. */
	private static final Pattern PAGE = Pattern
		.compile("/(?:messages/[^/]+|dead-letters|schedules|queues|groups|log|publish|connect)");

	private static final String DATA = "/_dev/";

	/** Only our own files and our own server; nothing inline, nothing from elsewhere. */
	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
			+ "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

	private final StaticFiles files = new StaticFiles();

	private final DashboardData data;

	/**
	 * Create a dashboard.
	 * @param users whose accounts it shows, at least one
	 * @param sent what was sent
	 * @param clock tells the time that the pages show
	 */
	public Dashboard(List<DashboardUser> users, SentRequests sent, Clock clock) {
		this.data = new DashboardData(users, sent, clock);
	}

	@Override
	public boolean contain(HttpServerRequest request) {
		return path(request).startsWith(DATA) || file(request).isPresent();
	}

	@Override
	public Publisher<Void> show(HttpServerRequest request, HttpServerResponse response) {
		response.header(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
			.header(HttpHeaderNames.CACHE_CONTROL, "no-cache")
			.header("X-Content-Type-Options", "nosniff")
			.header("Referrer-Policy", "no-referrer")
			.header("Cross-Origin-Resource-Policy", "same-origin");
		String path = path(request);
		if (path.startsWith(DATA)) {
			return this.data.answer(path.substring(DATA.length()), request, response);
		}
		StaticFiles.StaticFile file = file(request).orElseThrow();
		return response.header(HttpHeaderNames.CONTENT_TYPE, file.contentType())
			.header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(file.content().length))
			.sendObject(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(file.content())));
	}

	/**
	 * End the streams, so that nobody waits for the clients.
	 */
	@Override
	public void close() {
		this.data.close();
	}

	private Optional<StaticFiles.StaticFile> file(HttpServerRequest request) {
		if (!request.method().equals(HttpMethod.GET)) {
			return Optional.empty();
		}
		String path = path(request);
		boolean page = (path.equals("/") && wantsHtml(request)) || PAGE.matcher(path).matches();
		return page ? Optional.of(this.files.index()) : this.files.find(path);
	}

	// whoever looks for the API at the root is told where it is
	private static boolean wantsHtml(HttpServerRequest request) {
		return request.requestHeaders()
			.getAll(HttpHeaderNames.ACCEPT)
			.stream()
			.anyMatch((accept) -> accept.contains("text/html"));
	}

	private static String path(HttpServerRequest request) {
		return request.uri().split("\\?", 2)[0];
	}

}
