package io.github.qstash.devserver.delivery;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.qstash.devserver.engine.AttemptOutcome;
import io.github.qstash.devserver.engine.AttemptRequest;
import io.github.qstash.devserver.engine.Body;
import io.github.qstash.devserver.fixtures.RawDestination;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.devserver.fixtures.TestDestination.Received;
import io.github.qstash.devserver.fixtures.TestDestination.Reply;
import io.github.qstash.devserver.runtime.SentRequests;
import io.github.qstash.signature.DeliveryClaims;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.SigningKeys;
import io.github.qstash.signature.SubjectCheck;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;

class HttpAttemptSenderTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

	private static final SigningKeys KEYS = SigningKeys.of("sig_current", "sig_next");

	private static final int MAX_RESPONSE = 1000;

	private static LoopResources eventLoops;

	private static HttpAttemptSender sender;

	private final TestDestination destination = TestDestination.start();

	@BeforeAll
	static void createSender() {
		eventLoops = LoopResources.create("test", 1, true);
		sender = new HttpAttemptSender(Clock.fixed(NOW, ZoneOffset.UTC), eventLoops, MAX_RESPONSE, new SentRequests());
	}

	@AfterAll
	static void closeSender() {
		sender.close();
		eventLoops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(LIMIT);
	}

	@AfterEach
	void closeDestination() {
		this.destination.close();
	}

	@Test
	void deliveryHasTheHeadersOfTheService() {
		send(request("/in", Map.of("Content-Type", List.of("application/json"), "X-Tenant", List.of("42")), "{}"));
		Received received = this.destination.awaitOne();
		assertThat(received.method()).isEqualTo("POST");
		assertThat(received.header("Host")).isEqualTo("localhost:" + this.destination.port());
		assertThat(received.header("User-Agent")).isEqualTo("Upstash-QStash");
		assertThat(received.header("Content-Type")).isEqualTo("application/json");
		assertThat(received.header("Content-Length")).isEqualTo("2");
		assertThat(received.header("X-Tenant")).isEqualTo("42");
		assertThat(received.header("Upstash-Message-Id")).isEqualTo("msg_1");
		assertThat(received.header("Upstash-Retried")).isEqualTo("2");
		assertThat(received.header("Upstash-Caller-Ip")).isEqualTo("10.0.0.1");
		assertThat(received.header("Upstash-Region")).isEqualTo("EU-CENTRAL-1");
		assertThat(received.headers("Upstash-Topic-Name")).isEmpty();
		assertThat(received.headers("Upstash-Schedule-Id")).isEmpty();
	}

	@Test
	void deliveryNamesUrlGroupAndSchedule() {
		send(new AttemptRequest("msg_1", 1, this.destination.url("/in"), "POST", Map.of(), Body.empty(), LIMIT, 0,
				"my-group", "scd_1", "10.0.0.1"));
		Received received = this.destination.awaitOne();
		assertThat(received.header("Upstash-Topic-Name")).isEqualTo("my-group");
		assertThat(received.header("Upstash-Schedule-Id")).isEqualTo("scd_1");
		assertThat(received.headers("Content-Type")).isEmpty();
	}

	@Test
	void signatureIsGenuineAndFreshForEachAttempt() {
		AttemptRequest request = request("/in?x=1&y={|}", Map.of(), "payload");
		send(request);
		send(request);
		List<Received> received = this.destination.await(2);
		QStashSignatureVerifier verifier = new QStashSignatureVerifier(KEYS, Clock.fixed(NOW, ZoneOffset.UTC),
				Duration.ZERO);
		List<DeliveryClaims> claims = received.stream()
			.map((delivery) -> verifier.verify(delivery.header("Upstash-Signature"), delivery.body(),
					SubjectCheck.exactly(request.url())))
			.toList();
		assertThat(claims).extracting(DeliveryClaims::expiresAt).containsOnly(NOW.plus(Duration.ofMinutes(5)));
		assertThat(claims).extracting(DeliveryClaims::id).doesNotHaveDuplicates();
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST", "PUT", "PATCH", "DELETE" })
	void bodyIsUnchangedWithEveryMethod(String method) {
		byte[] bytes = { 0, (byte) 0xff, '\r', '\n', (byte) 0xc3, (byte) 0x28 };
		send(request(method, this.destination.url("/in"), Map.of(), Body.of(bytes)));
		Received received = this.destination.awaitOne();
		assertThat(received.method()).isEqualTo(method);
		assertThat(received.body()).isEqualTo(bytes);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST", "DELETE" })
	void emptyBodyIsSentWithEveryMethod(String method) {
		send(request(method, this.destination.url("/in"), Map.of(), Body.empty()));
		Received received = this.destination.awaitOne();
		assertThat(received.body()).isEmpty();
		assertThat(received.headers("Transfer-Encoding")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/a//b/%2F/../c?x={|}&&y=%zz&z", "/?", "/x?a=b?c=d" })
	void pathAndQueryAreSentAsTheyAre(String pathAndQuery) {
		send(request(pathAndQuery, Map.of(), ""));
		assertThat(this.destination.awaitOne().uri()).isEqualTo(pathAndQuery);
	}

	@Test
	void severalValuesOfOneNameAreSentInOrder() {
		send(request("/in", Map.of("X-Many", List.of("b", "a", "b")), ""));
		assertThat(this.destination.awaitOne().headers("X-Many")).containsExactly("b", "a", "b");
	}

	@Test
	void valuesAreSentInUtf8() {
		send(request("/in", Map.of("X-Name", List.of("Zoë €")), ""));
		byte[] octets = this.destination.awaitOne().header("X-Name").getBytes(StandardCharsets.ISO_8859_1);
		assertThat(new String(octets, StandardCharsets.UTF_8)).isEqualTo("Zoë €");
	}

	@Test
	void headersOfTheServiceWinOverForwardedOnes() {
		send(request(
				"/in", Map.of("User-Agent", List.of("other"), "Upstash-Message-Id", List.of("msg_forged"),
						"Upstash-Signature", List.of("forged", "forged"), "Upstash-Topic-Name", List.of("forged")),
				""));
		Received received = this.destination.awaitOne();
		assertThat(received.header("User-Agent")).isEqualTo("Upstash-QStash");
		assertThat(received.header("Upstash-Message-Id")).isEqualTo("msg_1");
		assertThat(received.header("Upstash-Signature")).startsWith("ey");
		assertThat(received.headers("Upstash-Topic-Name")).isEmpty();
	}

	@Test
	void headersOfTheConnectionAreNotForwarded() {
		send(request("/in",
				Map.of("Host", List.of("evil.example"), "Content-Length", List.of("0"), "Transfer-Encoding",
						List.of("chunked"), "Connection", List.of("close"), "Expect", List.of("100-continue"), "Te",
						List.of("trailers"), "Upgrade", List.of("h2c")),
				"body"));
		Received received = this.destination.awaitOne();
		assertThat(received.text()).isEqualTo("body");
		assertThat(received.header("Host")).isEqualTo("localhost:" + this.destination.port());
		assertThat(Stream.of("Transfer-Encoding", "Connection", "Expect", "Te", "Upgrade")
			.flatMap((name) -> received.headers(name).stream())).isEmpty();
	}

	@Test
	void userInformationIsSentAsCredentialsUnlessForwarded() {
		String url = this.destination.url("/in").replace("http://", "http://user:pw@");
		send(request("POST", url, Map.of(), Body.empty()));
		send(request("POST", url, Map.of("Authorization", List.of("Bearer mine")), Body.empty()));
		assertThat(this.destination.await(2)).extracting((received) -> received.header("Authorization"))
			.containsExactly("Basic dXNlcjpwdw==", "Bearer mine");
	}

	@Test
	void answerIsTheOutcome() {
		this.destination.answering((request) -> Reply.of(201).withHeader("x-reply", "yes").withBody("done"));
		AttemptOutcome.Responded responded = responded(send(request("/in", Map.of(), "")));
		assertThat(responded.status()).isEqualTo(201);
		assertThat(responded.headers()).containsEntry("X-Reply", List.of("yes"));
		assertThat(responded.body().utf8()).isEqualTo("done");
	}

	@Test
	void redirectIsNotFollowed() {
		this.destination.answering((request) -> Reply.of(302).withHeader("Location", this.destination.url("/other")));
		assertThat(responded(send(request("/in", Map.of(), ""))).status()).isEqualTo(302);
		assertThat(this.destination.received()).hasSize(1);
	}

	@Test
	void largeAnswerIsCutOff() {
		this.destination.answering((request) -> Reply.of(500).withBody("x".repeat(1_000_000)));
		AttemptOutcome.Responded responded = responded(send(request("/in", Map.of(), "")));
		assertThat(responded.status()).isEqualTo(500);
		assertThat(responded.body().size()).isEqualTo(MAX_RESPONSE);
	}

	@Test
	void answerWithoutEndIsCutOff() throws IOException {
		try (RawDestination endless = RawDestination.doing((socket) -> {
			write(socket, "HTTP/1.1 200 OK\r\n\r\n");
			for (int i = 0; i < 1_000_000; i++) {
				write(socket, "endless ");
			}
		})) {
			AttemptOutcome outcome = send(request("POST", endless.url("/in"), Map.of(), Body.empty()));
			assertThat(responded(outcome).body().size()).isEqualTo(MAX_RESPONSE);
		}
	}

	@Test
	void truncatedAnswerIsAFailure() throws IOException {
		try (RawDestination truncating = RawDestination
			.doing((socket) -> write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"))) {
			AttemptOutcome outcome = send(request("POST", truncating.url("/in"), Map.of(), Body.empty()));
			assertThat(error(outcome)).startsWith("connection closed during the response: http://127.0.0.1:");
			assertThat(truncating.requests()).isEqualTo(1);
		}
	}

	@Test
	void droppedConnectionIsOneFailedAttempt() throws IOException {
		try (RawDestination dropping = RawDestination.doing(Socket::close)) {
			AttemptOutcome outcome = send(request("POST", dropping.url("/in?secret=1"), Map.of(), Body.of("body")));
			assertThat(error(outcome)).startsWith("connection closed before the response: http://127.0.0.1:")
				.doesNotContain("secret");
			assertThat(dropping.requests()).isEqualTo(1);
		}
	}

	@Test
	void whenAFreshConnectionIsResetAfterTheRequestThenItIsOneFailedAttempt() throws IOException {
		try (RawDestination resetting = RawDestination.doing((socket) -> {
			assertThat(socket.getInputStream().readNBytes(4)).asString().isEqualTo("body");
			reset(socket);
		})) {
			AttemptOutcome outcome = send(request("POST", resetting.url("/in?secret=1"), Map.of(), Body.of("body")));
			assertThat(error(outcome)).isEqualTo("connection reset: " + resetting.url(""));
			assertNoMoreRequests(resetting, 1);
		}
	}

	@Test
	void whenAPooledConnectionIsResetAfterTheRequestThenItIsOneFailedAttempt() throws Exception {
		AtomicInteger onSameConnection = new AtomicInteger();
		try (RawDestination resetting = RawDestination.doing((socket) -> {
			socket.getInputStream().readNBytes(4);
			write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
			RawDestination.readHead(socket.getInputStream());
			assertThat(socket.getInputStream().readNBytes(4)).asString().isEqualTo("body");
			onSameConnection.incrementAndGet();
			reset(socket);
		})) {
			AttemptRequest request = request("POST", resetting.url("/in"), Map.of(), Body.of("body"));
			assertThat(responded(send(request)).status()).isEqualTo(200);
			// the event loop hands the outcome on before it gives the connection back
			eventLoops.onClient(true).submit(() -> null).get(10, TimeUnit.SECONDS);
			assertThat(error(send(request))).isEqualTo("connection reset: " + resetting.url(""));
			assertThat(onSameConnection).hasValue(1);
			assertNoMoreRequests(resetting, 1);
		}
	}

	@Test
	void whenTheConnectionIsResetWithinTheBodyThenItIsOneFailedAttempt() throws IOException {
		try (RawDestination resetting = RawDestination.doing((socket) -> {
			socket.getInputStream().readNBytes(1000);
			reset(socket);
		})) {
			AttemptOutcome outcome = send(
					request("POST", resetting.url("/in"), Map.of(), Body.of("x".repeat(8_000_000))));
			assertThat(error(outcome)).startsWith("connection ").endsWith(": " + resetting.url(""));
			assertNoMoreRequests(resetting, 1);
		}
	}

	@Test
	void answerThatIsNotHttpIsAFailure() throws IOException {
		try (RawDestination talking = RawDestination
			.doing((socket) -> write(socket, "220 smtp.example ESMTP\r\n\r\n"))) {
			assertThat(error(send(request("POST", talking.url("/in"), Map.of(), Body.empty()))))
				.isEqualTo("request failed, or the answer is not HTTP: " + talking.url(""));
		}
	}

	@Test
	void silentDestinationTimesOut() {
		this.destination.answeringLater((request) -> Mono.never());
		assertThat(error(send(request("/in", Map.of(), "", Duration.ofMillis(200)))))
			.isEqualTo("timed out after 200ms");
	}

	@Test
	void answerThatDripsTimesOut() throws IOException {
		try (RawDestination dripping = RawDestination.doing((socket) -> {
			write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
			// until the other side has enough
			while (socket.getInputStream().read() >= 0) {
				write(socket, "x");
			}
		})) {
			AttemptRequest request = new AttemptRequest("msg_1", 1, dripping.url("/in"), "POST", Map.of(), Body.empty(),
					Duration.ofSeconds(1), 0, null, null, "10.0.0.1");
			assertThat(error(send(request))).isEqualTo("timed out after 1s");
		}
	}

	@Test
	void refusedConnectionIsAFailure() throws IOException {
		int port = freePort();
		assertThat(error(send(request("POST", "http://127.0.0.1:" + port + "/in", Map.of(), Body.empty()))))
			.isEqualTo("connection refused: http://127.0.0.1:" + port);
	}

	@Test
	void unknownHostIsAFailure() {
		assertThat(error(send(request("POST", "http://no-such-host.invalid/in", Map.of(), Body.empty()))))
			.isEqualTo("unable to resolve host: http://no-such-host.invalid");
	}

	static Stream<String> urlsThatCannotBeCalled() {
		return Stream.of("http://a..b/", "http://127.0.0.1:99999/", "http://[::1/", "http:///x", "http://127.0.0.1:7");
	}

	@ParameterizedTest
	@MethodSource("urlsThatCannotBeCalled")
	void urlThatCannotBeCalledIsAFailure(String url) {
		assertThat(error(send(request("POST", url, Map.of(), Body.empty())))).isNotBlank();
	}

	@Test
	void manyRequestsToOneDestinationAllArrive() {
		int count = 600;
		Flux.range(0, count)
			.flatMap((i) -> sender.send(request("/in?" + i, Map.of(), ""), KEYS), count)
			.doOnNext((outcome) -> assertThat(responded(outcome).status()).isEqualTo(200))
			.blockLast(LIMIT);
		assertThat(this.destination.received()).extracting(Received::uri).doesNotHaveDuplicates().hasSize(count);
	}

	private AttemptOutcome send(AttemptRequest request) {
		AttemptOutcome outcome = sender.send(request, KEYS).block(LIMIT);
		assertThat(outcome).isNotNull();
		return outcome;
	}

	private AttemptRequest request(String pathAndQuery, Map<String, List<String>> headers, String body) {
		return request(pathAndQuery, headers, body, LIMIT);
	}

	private AttemptRequest request(String pathAndQuery, Map<String, List<String>> headers, String body,
			Duration timeout) {
		return new AttemptRequest("msg_1", 3, this.destination.url(pathAndQuery), "POST", headers, Body.of(body),
				timeout, 2, null, null, "10.0.0.1");
	}

	private static AttemptRequest request(String method, String url, Map<String, List<String>> headers, Body body) {
		return new AttemptRequest("msg_1", 1, url, method, headers, body, LIMIT, 0, null, null, "10.0.0.1");
	}

	private static AttemptOutcome.Responded responded(AttemptOutcome outcome) {
		assertThat(outcome).isInstanceOf(AttemptOutcome.Responded.class);
		return (AttemptOutcome.Responded) outcome;
	}

	private static String error(AttemptOutcome outcome) {
		assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
		return ((AttemptOutcome.Failed) outcome).error();
	}

	private static void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
		socket.getOutputStream().flush();
	}

	private static void reset(Socket socket) throws IOException {
		socket.setSoLinger(true, 0);
		socket.close();
	}

	/** The destination takes one connection after the other, and this one is the last. */
	private static void assertNoMoreRequests(RawDestination destination, int requests) throws IOException {
		try (Socket last = new Socket("127.0.0.1", destination.port())) {
			write(last, "POST / HTTP/1.1\r\n\r\nbody");
			Awaitility.await().atMost(LIMIT).until(() -> destination.requests() > requests);
		}
		assertThat(destination.requests()).isEqualTo(requests + 1);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
