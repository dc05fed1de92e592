package io.github.qstash.devserver.delivery;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import io.github.qstash.message.QStashDurations;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.ssl.NotSslRecordException;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.PrematureCloseException;

/**
 * Says in a few words why there was no answer. The text goes into logs and callbacks, so
 * it names the host at most: paths and queries may hold secrets. It never names a class.
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
			return tls(failure, origin);
		}
		if (failure instanceof TooLongHttpHeaderException) {
			return "response headers are too large: " + origin;
		}
		String message = String.valueOf(failure.getMessage());
		if (message.contains("Connection reset")) {
			return "connection reset: " + origin;
		}
		if (message.contains("Broken pipe") || failure instanceof AbortedException
				|| failure instanceof ClosedChannelException) {
			return "connection closed during the request: " + origin;
		}
		return "request failed, or the answer is not HTTP: " + origin;
	}

	private static String tls(Throwable failure, String origin) {
		if (failure instanceof NotSslRecordException) {
			return "TLS failed: " + origin + ": the answer is not TLS";
		}
		// the message of the failure itself is a chain of class names
		Throwable cause = failure;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		return "TLS failed: " + origin + ((cause.getMessage() != null) ? ": " + cause.getMessage() : "");
	}

	private static String text(Duration timeout) {
		return (timeout.toMillisPart() == 0) ? QStashDurations.format(timeout) : timeout.toMillis() + "ms";
	}

}
