package io.github.qstash.devserver.delivery;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import io.github.qstash.message.QStashDurations;
import io.netty.channel.ConnectTimeoutException;
import reactor.netty.http.client.PrematureCloseException;

/**
 * Says in a few words why there was no answer. The text goes into logs and callbacks, so
 * it names the host at most: paths and queries may hold secrets.
 */
final class FailureText {

	private FailureText() {
	}

	static String of(Throwable failure, String origin, Duration timeout) {
		if (failure instanceof TimeoutException) {
			return "timed out after " + text(timeout);
		}
		if (failure instanceof UnknownHostException) {
			return "unable to resolve host: " + origin;
		}
		if (failure instanceof ConnectTimeoutException) {
			return "connection timed out: " + origin;
		}
		if (failure instanceof ConnectException) {
			return "connection refused: " + origin;
		}
		if (failure instanceof PrematureCloseException closed) {
			boolean during = String.valueOf(closed.getMessage()).contains("DURING");
			return "connection closed " + (during ? "during" : "before") + " the response: " + origin;
		}
		if (failure instanceof SSLException) {
			return "TLS failed: " + origin + ": " + failure.getMessage();
		}
		return "request failed: " + origin + ": " + failure.getClass().getSimpleName();
	}

	private static String text(Duration timeout) {
		return (timeout.toMillisPart() == 0) ? QStashDurations.format(timeout) : timeout.toMillis() + "ms";
	}

}
