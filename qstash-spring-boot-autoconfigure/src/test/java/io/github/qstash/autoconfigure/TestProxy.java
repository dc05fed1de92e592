package io.github.qstash.autoconfigure;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy that tunnels to one port of this machine, whatever target it is asked for. It
 * remembers what it was asked.
 */
final class TestProxy implements Closeable {

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final List<Closeable> open = new CopyOnWriteArrayList<>();

	private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final Handshake handshake;

	private final int targetPort;

	private TestProxy(Handshake handshake, int targetPort) throws IOException {
		this.handshake = handshake;
		this.targetPort = targetPort;
		inBackground(this::accept);
	}

	/** Answers CONNECT requests with 200, if they have these credentials. */
	static TestProxy http(int targetPort, String authorization) throws IOException {
		return new TestProxy((proxy, in, out) -> {
			String request = head(in);
			proxy.requests.add(request);
			boolean welcome = request.contains(authorization);
			out.write(("HTTP/1.1 " + (welcome ? "200 OK" : "407 Proxy Authentication Required") + "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
			return welcome;
		}, targetPort);
	}

	/** Knows SOCKS 5 without authentication. */
	static TestProxy socks5(int targetPort) throws IOException {
		return new TestProxy((proxy, in, out) -> {
			in.readByte();
			in.readNBytes(in.readUnsignedByte());
			out.write(new byte[] { 5, 0 });
			in.readNBytes(4);
			String host = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
			proxy.requests.add(host + ":" + in.readUnsignedShort());
			out.write(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 });
			return true;
		}, targetPort);
	}

	/** Accepts connections, and says nothing. */
	static TestProxy silent() throws IOException {
		return new TestProxy((proxy, in, out) -> {
			while (in.read() >= 0) {
				// never answered
			}
			return false;
		}, 0);
	}

	int port() {
		return this.server.getLocalPort();
	}

	List<String> requests() {
		return this.requests;
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Closeable socket : this.open) {
			socket.close();
		}
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.server.accept();
			this.open.add(client);
			inBackground(() -> serve(client));
		}
	}

	private void serve(Socket client) throws IOException {
		try (client) {
			if (this.handshake.welcomes(this, new DataInputStream(client.getInputStream()), client.getOutputStream())) {
				Socket target = new Socket(InetAddress.getLoopbackAddress(), this.targetPort);
				this.open.add(target);
				inBackground(() -> target.getInputStream().transferTo(client.getOutputStream()));
				client.getInputStream().transferTo(target.getOutputStream());
			}
		}
	}

	private static String head(DataInputStream in) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) in.readUnsignedByte());
		}
		return head.toString();
	}

	private static void inBackground(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// closed
			}
		}, "test-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	private interface Handshake {

		boolean welcomes(TestProxy proxy, DataInputStream in, OutputStream out) throws IOException;

	}

	private interface Work {

		void run() throws IOException;

	}

}
