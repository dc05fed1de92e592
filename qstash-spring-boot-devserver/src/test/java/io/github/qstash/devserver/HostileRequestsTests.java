package io.github.qstash.devserver;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;

import io.github.qstash.devserver.fixtures.TestApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What no client would send. The answer is an error, never a stack trace or a hang, and
 * afterwards the server works as before.
 */
@ExtendWith(OutputCaptureExtension.class)
class HostileRequestsTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static QStashDevServer server;

	private static String message;

	@BeforeAll
	static void start() {
		server = QStashDevServer.builder().maxMessageSize(1000).holdDeliveries(true).start();
		message = new TestApi(server.url(), server.user().token()).later("https://a.example");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void serverStillWorksAndHasLostNothing() {
		TestApi api = new TestApi(server.url(), server.user().token());
		assertThat(api.publish("https://a.example").status()).isEqualTo(200);
		assertThat(api.get("/v2/messages/" + message).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /v2/keys HTTP/1.1\r\n", "GET /v2/keys HTTP/1.1\r\nHost: evil.example\r\n",
			"GET / HTTP/1.1\r\nHost: evil.example:8080\r\n",
			"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n",
			"POST /v2/publish/http://a HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n",
			"GET /v2/keys HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n" })
	void foreignRequestIsRefused(String head) throws IOException {
		String answer = exchange(
				head + "Authorization: Bearer " + server.user().token() + "\r\nConnection: close\r\n\r\n");
		assertThat(answer).startsWith("HTTP/1.1 403 Forbidden").endsWith("\"}").contains("{\"error\":\"forbidden: ");
	}

	static Stream<String> malformed() {
		return Stream.of("garbage\r\n\r\n", "GET /\r\n\r\n", "GET  HTTP/1.1\r\n\r\n",
				"GET /v2/keys HTTP/1.1\r\nHost : a\r\n\r\n",
				"GET /v2/keys HTTP/1.1\r\nHost: localhost\r\nNo colon\r\n\r\n",
				"GET http://ev il/ HTTP/1.1\r\nHost: localhost\r\n\r\n", "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
				"POST /v2/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: abc\r\n\r\n",
				"POST /v2/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
				"POST /v2/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
				authorized("POST /v2/batch") + "Transfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n");
	}

	@ParameterizedTest
	@MethodSource
	void malformed(String request) throws IOException {
		assertThat(exchange(request)).startsWith("HTTP/1.").contains(" 400 Bad Request").doesNotContain("Exception");
	}

	@Test
	void longTargetIsRefused() throws IOException {
		assertThat(exchange(authorized("GET /" + "a".repeat(20_000)) + "Connection: close\r\n\r\n"))
			.startsWith("HTTP/1.1 414 ")
			.contains("{\"error\":\"the request target is longer than");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 10_000 })
	void largeHeadersAreRefused(int lines) throws IOException {
		String header = "X: " + "a".repeat(100_000 / lines) + "\r\n";
		assertThat(exchange(authorized("GET /") + header.repeat(lines) + "Connection: close\r\n\r\n"))
			.startsWith("HTTP/1.1 431 ")
			.contains("{\"error\":\"the request headers are larger than");
	}

	@Test
	void requestLineWithoutEndIsCutOff() throws IOException {
		try (Socket socket = connect()) {
			String part = "a".repeat(100_000);
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
				for (int i = 0; i < 1000; i++) {
					write(socket, part);
				}
			});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET v2/keys", "GET *", "OPTIONS *", "CONNECT a:1", "GET http://localhost/v2/keys" })
	void targetThatIsNoPathIsRefused(String requestLine) throws IOException {
		assertThat(exchange(authorized(requestLine) + "Connection: close\r\n\r\n"))
			.startsWith("HTTP/1.1 400 Bad Request")
			.contains("{\"error\":\"the request target must be a path that starts with /\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /v2/messages/%zz", "GET /v2/topics/%", "POST /v2/enqueue/%ff%zz/http://a",
			"GET /v2/logs?label=%zz", "POST /v2/publish/https%3A%2F%2Fa%zz",
			"POST /v2/publish/http://a/x?upstash-delay=%zz" })
	void malformedPercentEncodingIsRefused(String requestLine) throws IOException {
		assertThat(exchange(authorized(requestLine) + "Content-Length: 0\r\nConnection: close\r\n\r\n"))
			.startsWith("HTTP/1.1 400 Bad Request")
			.contains("{\"error\":\"invalid percent-encoding in ");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "GET /v2/messages/..%2F..%2Fetc%2Fpasswd", "GET /v2/messages/%00", "GET /v2/topics/%E2%82%AC",
					"GET /v2/topics/\u00e2\u0082\u00ac", "GET /v2/dlq/-1", "DELETE /v2/messages/%0d%0aX:%20y",
					"GET /v2/../v2/keys", "GET /v2/./keys", "GET /v2/keys;x=1", "GET /V2/KEYS" })
	void pathTricksFindNothing(String requestLine) throws IOException {
		assertThat(exchange(authorized(requestLine) + "Connection: close\r\n\r\n")).startsWith("HTTP/1.1 404 Not Found")
			.contains("{\"error\":\"")
			.doesNotContain("\nX: y");
	}

	@Test
	void bodyWithoutEndIsRefusedBeforeItEnds() throws IOException {
		try (Socket socket = connect()) {
			write(socket, authorized("POST /v2/publish/https://a.example") + "Transfer-Encoding: chunked\r\n\r\n");
			for (int i = 0; i < 10; i++) {
				write(socket, "ff\r\n" + "x".repeat(255) + "\r\n");
			}
			// the last chunk never comes
			byte[] answer = new byte[1000];
			int length = socket.getInputStream().read(answer);
			assertThat(new String(answer, 0, length, StandardCharsets.ISO_8859_1)).startsWith("HTTP/1.1 413 ");
		}
	}

	@Test
	void declaredLengthOverTheLimitIsRefusedBeforeTheBodyComes() throws IOException {
		try (Socket socket = connect()) {
			write(socket, authorized("POST /v2/publish/https://a.example")
					+ "Content-Length: 99999999999999999\r\nExpect: 100-continue\r\n\r\n");
			byte[] answer = new byte[1000];
			int length = socket.getInputStream().read(answer);
			assertThat(new String(answer, 0, length, StandardCharsets.ISO_8859_1)).startsWith("HTTP/1.1 413 ");
		}
	}

	@Test
	void requestWithoutTokenIsRefusedBeforeItsBodyComes() throws IOException {
		try (Socket socket = connect()) {
			write(socket, "POST /v2/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n");
			byte[] answer = new byte[1000];
			int length = socket.getInputStream().read(answer);
			assertThat(new String(answer, 0, length, StandardCharsets.ISO_8859_1)).startsWith("HTTP/1.1 401 ");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void clientThatGoesAwayIsNoError(boolean reset, CapturedOutput output) throws IOException {
		for (int i = 0; i < 20; i++) {
			try (Socket socket = connect()) {
				socket.setSoLinger(reset, 0);
				write(socket, authorized("POST /v2/publish/https://a.example") + "Content-Length: 100\r\n\r\nhalf");
			}
		}
		serverStillWorksAndHasLostNothing();
		assertThat(output).doesNotContain("ERROR");
	}

	@Test
	void headIsAnsweredWithoutABody() throws IOException {
		String answer = exchange(authorized("HEAD /v2/keys") + "Connection: close\r\n\r\n");
		assertThat(answer).startsWith("HTTP/1.1 404 Not Found").endsWith("\r\n\r\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST /v2/publish//https://a.example", "POST /v2/publish/https%3A//",
			"POST /v2/publish/..%2F..", "POST /v2/publish/../v2/keys", "POST /v2/publish/https://",
			"POST /v2/publish/https:///path", "POST /v2/publish/javascript:alert(1)",
			"POST /v2/publish/file:///etc/passwd", "POST /v2/publish/https://\u00c3\u00a4.example\u0000",
			"POST /v2/enqueue/%2e%2e/https://a.example%0d%0aX:y", "POST /v2/enqueue/a%2Fb/https://a.example",
			"POST /v2/enqueue//https://a.example", "POST /v2/schedules/%E2%82%AC" })
	void trickyDestinationIsRefusedWithAReason(String requestLine) throws IOException {
		assertThat(exchange(
				authorized(requestLine) + "Upstash-Cron: * * * * *\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
			.matches("(?s)HTTP/1\\.1 40[04] .*\\{\"error\":\".+\"}")
			.doesNotContain("Exception");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Upstash-Cron: 0-59/1,0-59/1,0-59/1,0-59/1,0-59/1,0-59/1,0-59/1 99 * * *",
			"Upstash-Cron: CRON_TZ=../../etc/localtime * * * * *", "Upstash-Cron: 0 0 31 2 *",
			"Upstash-Retry-Delay: pow(pow(9,9),", "Upstash-Retry-Delay: retried[0]", "Upstash-Delay: 99999999999999d",
			"Upstash-Not-Before: 99999999999999999999", "Upstash-Retries: 1e9", "Upstash-Timeout: -1s",
			"Upstash-Flow-Control-Key: k\r\nUpstash-Flow-Control-Value: rate=99999999999999" })
	void bombsInHeadersAreRefusedWithAReason(String header) throws IOException {
		String cron = header.startsWith("Upstash-Cron") ? "" : "Upstash-Cron: * * * * *\r\n";
		assertThat(exchange(authorized("POST /v2/schedules/https://a.example") + cron + header
				+ "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
			.startsWith("HTTP/1.1 400 ")
			.contains("{\"error\":\"")
			.doesNotContain("Exception");
	}

	@Test
	void randomOctetsNeverHangOrLeakAStackTrace() throws IOException {
		Random random = new Random(42);
		for (int i = 0; i < 200; i++) {
			StringBuilder request = new StringBuilder(authorized("POST /v2/batch") + "Content-Length: 40\r\n\r\n"
					+ "[{\"destination\":\"https://a.example\"}]    ");
			for (int n = random.nextInt(8); n >= 0; n--) {
				request.setCharAt(random.nextInt(request.length()), (char) random.nextInt(256));
			}
			String answer = exchange(request.toString(), true);
			assertThat(answer).doesNotContain("Exception", "\tat ", " 500 ");
		}
	}

	private static String authorized(String requestLine) {
		return requestLine + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + server.user().token() + "\r\n";
	}

	private static String exchange(String request) throws IOException {
		return exchange(request, false);
	}

	private static String exchange(String request, boolean end) throws IOException {
		try (Socket socket = connect()) {
			write(socket, request);
			if (end) {
				socket.shutdownOutput();
			}
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	private static Socket connect() throws IOException {
		Socket socket = new Socket("127.0.0.1", server.port());
		socket.setSoTimeout((int) LIMIT.toMillis());
		return socket;
	}

	private static void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
		socket.getOutputStream().flush();
	}

}
