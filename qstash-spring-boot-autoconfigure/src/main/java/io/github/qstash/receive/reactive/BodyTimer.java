package io.github.qstash.receive.reactive;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;

/**
 * Signals when a body has had enough time. On Reactor Netty the event loop of the
 * connection keeps the time: any other timer would have to wake a thread of its own for
 * each delivery, which costs more than all the rest of receiving it.
 */
final class BodyTimer {

	private BodyTimer() {
	}

	/**
	 * Return what signals when a time is over. It starts with the subscription.
	 * @param request the request whose body is read
	 * @param time how long to wait
	 * @return signals then, with a value or without one
	 */
	static Mono<?> over(ServerHttpRequest request, Duration time) {
		if (nativeRequest(request) instanceof HttpServerRequest onReactorNetty) {
			return Mono.create((sink) -> onReactorNetty.withConnection((connection) -> {
				EventLoop eventLoop = connection.channel().eventLoop();
				Future<?> end = eventLoop.schedule(() -> sink.success(), time.toNanos(), TimeUnit.NANOSECONDS);
				sink.onDispose(() -> end.cancel(false));
			}));
		}
		return Mono.delay(time);
	}

	private static Object nativeRequest(ServerHttpRequest request) {
		try {
			return ServerHttpRequestDecorator.getNativeRequest(request);
		}
		catch (IllegalStateException | IllegalArgumentException ex) {
			return request; // a mock, or nothing of Spring's
		}
	}

}
