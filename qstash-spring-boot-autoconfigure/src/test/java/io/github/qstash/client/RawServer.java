package io.github.qstash.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server whose sockets are driven by hand: it reads whole requests, and answers each as
 * it is told. A connection stays open until an answer or the client closes it.
 */
final class RawServer implements AutoCloseable {

	private final ServerSocket server = listen();

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private final AtomicInteger connections = new AtomicInteger();

	private final AtomicInteger openConnections = new AtomicInteger();

	private volatile List<RawAnswer> script = List.of();

	RawServer() {
		daemon(this::accept);
	}

	/**
	 * Set what the next requests are answered, one after the other; the last one stays.
	 */
	void answers(RawAnswer... answers) {
		this.script = List.of(answers);
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getLocalPort();
	}

	List<Request> requests() {
		return List.copyOf(this.requests);
	}

	int connections() {
		return this.connections.get();
	}

	int openConnections() {
		return this.openConnections.get();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

	private static ServerSocket listen() {
		try {
			return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void daemon(Runnable task) {
		Thread thread = new Thread(task, "raw-server");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket socket = this.server.accept();
				this.connections.incrementAndGet();
				this.openConnections.incrementAndGet();
				daemon(() -> serve(socket));
			}
			catch (IOException ex) {
				// closed
			}
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			while (!socket.isClosed()) {
				this.requests.add(Request.read(socket.getInputStream()));
				this.script.get(Math.min(this.requests.size(), this.script.size()) - 1).write(socket);
			}
		}
		catch (IOException ex) {
			// the client went away, which is what some tests want
		}
		finally {
			this.openConnections.decrementAndGet();
		}
	}

	/**
	 * A request as it came.
	 *
	 * @param head the request line and the headers
	 * @param body the body
	 */
	record Request(String head, String body) {

		private static final Pattern CONTENT_LENGTH = Pattern.compile("(?im)^content-length: (\\d+)$");

		private static Request read(InputStream in) throws IOException {
			String head = readHead(in);
			Matcher length = CONTENT_LENGTH.matcher(head);
			byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
			return new Request(head, new String(body, StandardCharsets.UTF_8));
		}

		private static String readHead(InputStream in) throws IOException {
			ByteArrayOutputStream head = new ByteArrayOutputStream();
			int newlines = 0;
			while (newlines < 2) {
				int octet = in.read();
				if (octet < 0) {
					throw new IOException("no request");
				}
				head.write(octet);
				newlines = (octet == '\n') ? newlines + 1 : (octet == '\r') ? newlines : 0;
			}
			return head.toString(StandardCharsets.ISO_8859_1);
		}

		/** Return the values of a header. */
		List<String> headers(String name) {
			return this.head.lines()
				.filter((line) -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
				.map((line) -> line.substring(name.length() + 2))
				.toList();
		}

	}

}
