package io.github.qstash.receive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.qstash.message.QStashHeaders;
import io.github.qstash.signature.QStashSigner;
import org.jspecify.annotations.Nullable;

/**
 * Sends deliveries over HTTP to an application on this machine, as QStash does or as a
 * forger might.
 */
final class TestDeliveries {

	static final String CURRENT_KEY = "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r";

	static final String NEXT_KEY = "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs";

	static final String ORIGIN = "https://shop.example.com";

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(LIMIT)
		.build();

	private final int port;

	private final String prefix;

	/**
	 * Create a sender.
	 * @param port where the application listens
	 * @param prefix goes before all paths
	 */
	TestDeliveries(int port, String prefix) {
		this.port = port;
		this.prefix = prefix;
	}

	String sign(String key, String pathAndQuery, byte[] body) {
		return new QStashSigner(key, Clock.systemUTC()).sign(ORIGIN + this.prefix + pathAndQuery, body);
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	HttpResponse<byte[]> post(String pathAndQuery, String body) {
		return post(pathAndQuery, bytes(body));
	}

	HttpResponse<byte[]> post(String pathAndQuery, byte[] body) {
		return send("POST", pathAndQuery, body, sign(CURRENT_KEY, pathAndQuery, body), Map.of());
	}

	HttpResponse<byte[]> post(String pathAndQuery, byte[] body, @Nullable String signature) {
		return send("POST", pathAndQuery, body, signature, Map.of());
	}

	HttpResponse<byte[]> send(String method, String pathAndQuery, byte[] body, @Nullable String signature,
			Map<String, String> headers) {
		return send(method, pathAndQuery, BodyPublishers.ofByteArray(body), signature, headers);
	}

	HttpResponse<byte[]> sendChunked(String pathAndQuery, byte[] body, String signature) {
		return send("POST", pathAndQuery, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), signature,
				Map.of());
	}

	private HttpResponse<byte[]> send(String method, String pathAndQuery, HttpRequest.BodyPublisher body,
			@Nullable String signature, Map<String, String> headers) {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + this.prefix + pathAndQuery))
			.timeout(LIMIT)
			.method(method, body)
			.header("User-Agent", "Upstash-QStash")
			.header(QStashHeaders.MESSAGE_ID, "msg_1");
		headers.forEach(request::setHeader);
		if (signature != null) {
			request.header(QStashHeaders.SIGNATURE, signature);
		}
		try {
			return this.client.send(request.build(), BodyHandlers.ofByteArray());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Send the beginning of a request, and nothing more.
	 * @return the first line of the answer
	 */
	String sendUnfinished(String text) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout((int) LIMIT.toMillis());
			socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
			socket.getOutputStream().flush();
			return firstLine(socket.getInputStream());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Send parts over one connection, each when the answer to the one before is there.
	 * @return the first line of each answer, empty when the connection is closed
	 */
	List<String> converse(String... parts) {
		List<String> answers = new ArrayList<>();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout((int) LIMIT.toMillis());
			for (String part : parts) {
				socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
				socket.getOutputStream().flush();
				String line = firstLine(socket.getInputStream());
				answers.add(line);
				for (String next = line; !next.isEmpty();) { // the bodies are empty
					socket.getInputStream().read();
					next = firstLine(socket.getInputStream());
				}
				socket.getInputStream().read();
			}
			return answers;
		}
		catch (SocketTimeoutException ex) {
			throw new IllegalStateException("No answer after " + answers, ex);
		}
		catch (IOException ex) {
			answers.add(""); // reset
			return answers;
		}
	}

	/**
	 * Send the beginning of a request, and wait until the server closes the connection.
	 * @return all that it answered
	 */
	String sendAndWaitForTheEnd(String text) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout((int) LIMIT.toMillis());
			socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
			socket.getOutputStream().flush();
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Send a request whose body comes so slowly that each byte is in time, but not the
	 * whole.
	 * @return all that is answered before the end
	 */
	String sendBitByBit(String head, String body) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(20);
			socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
			for (byte one : bytes(body)) {
				socket.getOutputStream().write(one);
				try {
					return (char) socket.getInputStream().read() + firstLine(socket.getInputStream());
				}
				catch (SocketTimeoutException ex) {
					// no answer yet
				}
			}
			return "no answer";
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Send the beginning of a request and hang up.
	 */
	void sendAndLeave(String text) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout((int) LIMIT.toMillis());
			socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
			socket.shutdownOutput();
			socket.getInputStream().readAllBytes(); // whatever the server thinks of it
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String firstLine(InputStream input) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = input.read(); next != '\r' && next != -1; next = input.read()) {
			line.append((char) next);
		}
		return line.toString();
	}

}
