package io.github.qstash.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.concurrent.Future;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;

/**
 * Makes the response time-out of a client hold for the whole exchange. As Reactor Netty
 * understands it, it starts anew with each byte, so that an answer that trickles in, or a
 * server that does not take the request, would never end.
 */
final class ResponseTimeout {

	private ResponseTimeout() {
	}

	static HttpClient overWholeExchange(HttpClient client) {
		Duration timeout = client.configuration().responseTimeout();
		return (timeout != null)
				? client.responseTimeout(null).doOnRequest((request, connection) -> limit(connection, timeout))
				: client;
	}

	private static void limit(Connection connection, Duration timeout) {
		Channel channel = connection.channel();
		Future<?> end = channel.eventLoop().schedule(() -> {
			channel.pipeline().fireExceptionCaught(ReadTimeoutException.INSTANCE);
			channel.close();
		}, timeout.toNanos(), TimeUnit.NANOSECONDS);
		// the connection is used again
		connection.onTerminate().subscribe(null, null, () -> end.cancel(false));
	}

}
