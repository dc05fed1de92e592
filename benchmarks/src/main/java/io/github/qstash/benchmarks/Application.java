package io.github.qstash.benchmarks;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * An application that handles what is delivered to it: it reads the body and says whether
 * it worked. It fails as many attempts of each message as it is told to.
 */
final class Application implements AutoCloseable {

	private final int failures;

	private final DisposableServer server;

	private final AtomicLong numbers = new AtomicLong();

	private final AtomicLong handled = new AtomicLong();

	private final Map<String, MonoSink<?>> waiting = new ConcurrentHashMap<>();

	Application(int failures) {
		this.failures = failures;
		this.server = HttpServer.create().host("127.0.0.1").port(0).handle(this::handle).bindNow();
	}

	/**
	 * Return a new URL of this application.
	 * @return the URL, which no other message has
	 */
	String newUrl() {
		return "http://127.0.0.1:" + this.server.port() + "/orders/" + this.numbers.getAndIncrement();
	}

	/**
	 * Send something and wait until it is handled.
	 * @param url a new URL
	 * @param send sends it there
	 * @return a value when it is sent and handled
	 */
	Mono<Boolean> handled(String url, Mono<?> send) {
		Mono<?> handled = Mono.create((sink) -> this.waiting.put(url.substring(url.lastIndexOf('/')), sink));
		return Mono.when(handled, send).thenReturn(true);
	}

	long handled() {
		return this.handled.get();
	}

	@Override
	public void close() {
		this.server.disposeNow();
	}

	private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		return request.receive().aggregate().asByteArray().defaultIfEmpty(new byte[0]).flatMap((body) -> {
			String retried = request.requestHeaders().get("Upstash-Retried", "0");
			if (Integer.parseInt(retried) < this.failures) {
				return response.status(HttpResponseStatus.SERVICE_UNAVAILABLE).send();
			}
			this.handled.incrementAndGet();
			MonoSink<?> waits = this.waiting.remove(request.uri().substring(request.uri().lastIndexOf('/')));
			if (waits != null) {
				waits.success();
			}
			return response.send();
		});
	}

}
