package io.github.qstash.receive.servlet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import io.github.qstash.receive.QStashRequest;
import jakarta.servlet.http.HttpServletRequest;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBufferLimitException;

/**
 * Reads the body on the thread that subscribes, which is the one that the servlet
 * container gave to the request and that may wait. The time is looked at after each read;
 * how long a single one may take is up to the container.
 */
final class ServletBodyReader implements QStashRequest.BodyReader {

	private static final int CHUNK = 8 * 1024;

	private final HttpServletRequest request;

	ServletBodyReader(HttpServletRequest request) {
		this.request = request;
	}

	@Override
	public Mono<byte[]> read(int maxBytes, Duration timeout) {
		return Mono.fromCallable(() -> {
			try {
				return read(this.request.getInputStream(), maxBytes, System.nanoTime() + timeout.toNanos());
			}
			catch (IOException ex) {
				throw isTimeout(ex) ? new TimeoutException("The servlet container waited long enough") : ex;
			}
		});
	}

	private static byte[] read(InputStream input, int maxBytes, long deadline) throws IOException, TimeoutException {
		ByteArrayOutputStream body = new ByteArrayOutputStream(CHUNK);
		byte[] chunk = new byte[CHUNK];
		for (int length = input.read(chunk); length >= 0; length = input.read(chunk)) {
			if (length > maxBytes - body.size()) {
				throw new DataBufferLimitException("More than " + maxBytes + " bytes");
			}
			if (System.nanoTime() - deadline > 0) {
				throw new TimeoutException("The body did not arrive in time");
			}
			body.write(chunk, 0, length);
		}
		return body.toByteArray();
	}

	private static boolean isTimeout(IOException ex) {
		Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
		return cause instanceof SocketTimeoutException || cause instanceof TimeoutException;
	}

}
