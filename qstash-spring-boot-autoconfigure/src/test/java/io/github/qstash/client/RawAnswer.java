package io.github.qstash.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is done with a socket after a request was read from it, whether HTTP allows it or
 * not.
 */
@FunctionalInterface
interface RawAnswer {

	long GIGABYTE = 1L << 30;

	int MILLIS_BETWEEN_TRICKLES = 5;

	void write(Socket socket) throws IOException;

	/** Answer as HTTP wants it, and keep the connection. */
	static RawAnswer of(String status, String body, String... headers) {
		return head(status, body.length(), headers).then(text(body));
	}

	/** Answer with a head that promises so many bytes. */
	static RawAnswer head(String status, long contentLength, String... headers) {
		return text("HTTP/1.1 " + status + "\r\nContent-Length: " + contentLength + "\r\n"
				+ Stream.of(headers).map((header) -> header + "\r\n").collect(Collectors.joining()) + "\r\n");
	}

	/** Answer with a head that promises chunks. */
	static RawAnswer chunks(String status) {
		return text("HTTP/1.1 " + status + "\r\nTransfer-Encoding: chunked\r\n\r\n");
	}

	static RawAnswer text(String text) {
		return (socket) -> socket.getOutputStream().write(octets(text));
	}

	/** Break the connection off. */
	static RawAnswer reset() {
		return (socket) -> {
			socket.setSoLinger(true, 0);
			socket.close();
		};
	}

	/** Close the connection in the ordinary way. */
	static RawAnswer close() {
		return Socket::close;
	}

	/** Do nothing until the client goes away. */
	static RawAnswer silence() {
		return (socket) -> clientGoesAway(socket, 0);
	}

	/** Write the same again and again with pauses, until the client goes away. */
	static RawAnswer trickle(String text) {
		return (socket) -> {
			while (!clientGoesAway(socket, MILLIS_BETWEEN_TRICKLES)) {
				socket.getOutputStream().write(octets(text));
			}
		};
	}

	/** Write the same up to a gigabyte as fast as it goes, and count the bytes. */
	static RawAnswer flood(String text, AtomicLong written) {
		return (socket) -> {
			byte[] octets = octets(text);
			OutputStream out = socket.getOutputStream();
			for (long sent = 0; sent < GIGABYTE; sent += octets.length) {
				out.write(octets);
				written.addAndGet(octets.length);
			}
		};
	}

	default RawAnswer then(RawAnswer next) {
		return (socket) -> {
			write(socket);
			next.write(socket);
		};
	}

	private static boolean clientGoesAway(Socket socket, int millis) throws IOException {
		socket.setSoTimeout(millis);
		try {
			return socket.getInputStream().read() < 0;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		finally {
			socket.setSoTimeout(0);
		}
	}

	private static byte[] octets(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
