package io.github.qstash.devserver.dashboard;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.Semaphore;

import io.github.qstash.devserver.runtime.Account;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The open streams, of which there may be so many.
 */
final class LiveStreams {

	static final int MAX_STREAMS = 32;

	private final Clock clock;

	private final Semaphore free = new Semaphore(MAX_STREAMS);

	private final Sinks.Empty<Void> closing = Sinks.empty();

	LiveStreams(Clock clock) {
		this.clock = clock;
	}

	Publisher<Void> open(Account account, MessageQuery query, HttpServerRequest request, HttpServerResponse response) {
		if (!this.free.tryAcquire()) {
			return response.status(503).header(HttpHeaderNames.RETRY_AFTER, "5").send();
		}
		String lastEventId = request.requestHeaders().get("Last-Event-ID");
		Outlet outlet = new Outlet();
		response.withConnection((connection) -> outlet.channel = connection.channel());
		Flux<String> events = new LiveStream(account, query, lastEventId, this.clock, outlet::isFree).events()
			.takeUntilOther(this.closing.asMono())
			.doFinally((signal) -> this.free.release());
		return response.sse()
			.send(events.map((event) -> Unpooled.copiedBuffer(event, StandardCharsets.UTF_8)), (event) -> true);
	}

	void close() {
		this.closing.tryEmitEmpty();
	}

	/** The connection of a client, as soon as it is known. */
	private static final class Outlet {

		private volatile @Nullable Channel channel;

		private boolean isFree() {
			Channel known = this.channel;
			return known == null || known.isWritable();
		}

	}

}
