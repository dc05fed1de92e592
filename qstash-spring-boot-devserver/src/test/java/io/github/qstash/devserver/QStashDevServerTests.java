package io.github.qstash.devserver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.devserver.runtime.AttemptSender;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.SigningKeys;
import io.github.qstash.signature.SubjectCheck;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

class QStashDevServerTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	@Test
	void startedServerAcceptsRequestsOnAFreePort() {
		try (QStashDevServer server = QStashDevServer.start(); QStashDevServer other = QStashDevServer.start()) {
			assertThat(server.port()).isPositive().isNotEqualTo(other.port());
			assertThat(server.url()).isEqualTo(URI.create("http://localhost:" + server.port()));
			assertThat(new TestApi(server.url(), server.user().token()).get("/v2/keys").status()).isEqualTo(200);
		}
	}

	@Test
	void environmentIsThatOfTheFirstUser() {
		try (QStashDevServer server = QStashDevServer.start()) {
			assertThat(server.environment()).containsExactly(Map.entry("QSTASH_URL", server.url().toString()),
					Map.entry("QSTASH_TOKEN",
							"eyJVc2VySUQiOiJkZWZhdWx0VXNlciIsIlBhc3N3b3JkIjoiZGVmYXVsdFBhc3N3b3JkIn0="),
					Map.entry("QSTASH_CURRENT_SIGNING_KEY", "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r"),
					Map.entry("QSTASH_NEXT_SIGNING_KEY", "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs"));
			assertThat(server.users()).hasSize(4).startsWith(server.user());
			assertThat(server.user().toString()).doesNotContain(server.user().token(), "sig_");
		}
	}

	// on other systems, 127.0.0.2 must be set up first
	@EnabledOnOs(OS.LINUX)
	@ParameterizedTest
	@CsvSource({ "127.0.0.1, localhost", "0.0.0.0, localhost", "127.0.0.2, 127.0.0.2" })
	void serverOnAnotherAddressIsReachedByItsUrl(String address, String host) {
		try (QStashDevServer server = QStashDevServer.builder().host(address).start()) {
			assertThat(server.url()).isEqualTo(URI.create("http://" + host + ":" + server.port()));
			assertThat(server.environment()).containsEntry("QSTASH_URL", server.url().toString());
			assertThat(new TestApi(server.url(), server.user().token()).get("/v2/keys").status()).isEqualTo(200);
		}
	}

	@Test
	void takenPortIsRefusedByNumber() {
		try (QStashDevServer server = QStashDevServer.start()) {
			int port = server.port();
			assertThatExceptionOfType(PortTakenException.class)
				.isThrownBy(() -> QStashDevServer.builder().port(port).start())
				.withMessage("Port " + port + " is in use")
				.satisfies((ex) -> assertThat(ex.port()).isEqualTo(port));
		}
	}

	@Test
	void preferredPortIsTakenIfItIsFree() {
		int port;
		try (QStashDevServer server = QStashDevServer.start()) {
			port = server.port();
			try (QStashDevServer other = QStashDevServer.builder().preferredPort(port).start()) {
				assertThat(other.port()).isNotEqualTo(port);
			}
		}
		try (QStashDevServer server = QStashDevServer.builder().preferredPort(port).start()) {
			assertThat(server.port()).isEqualTo(port);
		}
	}

	@Test
	void portIsFreeAgainAfterClose() {
		int port;
		try (QStashDevServer server = QStashDevServer.start()) {
			port = server.port();
		}
		assertThatNoException().isThrownBy(() -> QStashDevServer.builder().port(port).start().close());
	}

	@Test
	void closedServerSaysSo() {
		QStashDevServer server = QStashDevServer.start();
		server.close();
		assertThatNoException().isThrownBy(server::close);
		assertThatNoException().isThrownBy(server::openDeliveries);
		assertThatNoException().isThrownBy(server::holdDeliveries);
		assertThatIllegalStateException().isThrownBy(server::url).withMessage("The development server is closed");
		assertThatIllegalStateException().isThrownBy(server::port);
		assertThatIllegalStateException().isThrownBy(server::environment);
		assertThatIllegalStateException().isThrownBy(server::reset);
	}

	@Test
	void serverIsStoppedAlsoOnAThreadThatMustNotBlock() {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		QStashDevServer server = QStashDevServer.start();
		int port = server.port();
		Mono<Void> onReactorThread = Mono.<Void>fromRunnable(() -> {
			assertThat(Schedulers.isInNonBlockingThread()).isTrue();
			server.reset();
			server.holdDeliveries();
			server.close();
		}).subscribeOn(Schedulers.parallel());
		assertThat(onReactorThread.toFuture()).succeedsWithin(LIMIT);
		assertThat(isRefused(port)).isTrue();
		Awaitility.await().atMost(LIMIT).until(() -> !isEngineRunning(before));
	}

	@Test
	void interruptedCallerDoesNotKeepTheServerFromStopping() {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		QStashDevServer server = QStashDevServer.start();
		int port = server.port();
		Thread.currentThread().interrupt();
		server.close();
		assertThat(Thread.interrupted()).isTrue();
		Awaitility.await().atMost(LIMIT).until(() -> isRefused(port));
		Awaitility.await().atMost(LIMIT).until(() -> !isEngineRunning(before));
	}

	@Test
	void closeLetsARunningDeliveryEnd() {
		try (TestDestination destination = TestDestination.start()) {
			AtomicBoolean answered = new AtomicBoolean();
			destination.answeringLater((request) -> Mono.just(TestDestination.Reply.of(200))
				.delayElement(Duration.ofMillis(300))
				.doOnNext((reply) -> answered.set(true)));
			QStashDevServer server = QStashDevServer.start();
			new TestApi(server.url(), server.user().token()).publish(destination.url("/in"));
			destination.awaitOne();
			server.close();
			assertThat(answered).isTrue();
		}
	}

	@Test
	void stopInTheMiddleOfManyDeliveriesBreaksNoneOff() {
		try (TestDestination destination = TestDestination.start()) {
			AtomicInteger answered = new AtomicInteger();
			Sinks.Empty<Void> closing = Sinks.empty();
			destination.answeringLater((request) -> closing.asMono()
				.then(Mono
					.fromSupplier(() -> TestDestination.Reply.of((answered.incrementAndGet() % 2 == 0) ? 200 : 500))));
			QStashDevServer server = QStashDevServer.builder().closeTimeout(LIMIT).start();
			String message = "{\"destination\":\"" + destination.url("/in") + "\"}";
			new TestApi(server.url(), server.user().token()).post("/v2/batch",
					"[" + String.join(",", Collections.nCopies(300, message)) + "]");
			destination.await(AttemptSender.ATTEMPTS_PER_LANE);
			int port = server.port();
			CompletableFuture<Void> close = CompletableFuture.runAsync(server::close);
			Awaitility.await().atMost(LIMIT).until(() -> isRefused(port));
			closing.tryEmitEmpty();
			assertThat(close).succeedsWithin(LIMIT);
			List<TestDestination.Received> received = destination.received();
			assertThat(answered).hasValue(received.size());
			assertThat(received).extracting((request) -> request.header("Upstash-Message-Id")).doesNotHaveDuplicates();
		}
	}

	@Test
	void closeDoesNotWaitForeverForADeliveryThatHangs() {
		try (TestDestination destination = TestDestination.start()) {
			destination.answeringLater((request) -> Mono.never());
			QStashDevServer server = QStashDevServer.builder().closeTimeout(Duration.ofMillis(100)).start();
			new TestApi(server.url(), server.user().token()).publish(destination.url("/in"));
			destination.awaitOne();
			assertThat(CompletableFuture.runAsync(server::close)).succeedsWithin(LIMIT);
		}
	}

	@Test
	void closeLetsARequestEndThatIsBeingAnswered() throws Exception {
		QStashDevServer server = QStashDevServer.builder().holdDeliveries(true).start();
		int port = server.port();
		try (Socket socket = new Socket("127.0.0.1", port)) {
			socket.setSoTimeout((int) LIMIT.toMillis());
			BufferedReader answer = new BufferedReader(new InputStreamReader(socket.getInputStream()));
			socket.getOutputStream()
				.write(("POST /v2/publish/https://a.example HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
						+ "Authorization: Bearer " + server.user().token() + "\r\nExpect: 100-continue\r\n\r\n")
					.getBytes());
			assertThat(answer.readLine()).isEqualTo("HTTP/1.1 100 Continue");
			CompletableFuture<Void> close = CompletableFuture.runAsync(server::close);
			Awaitility.await().atMost(LIMIT).until(() -> isRefused(port));
			socket.getOutputStream().write("body".getBytes());
			assertThat(answer.lines().filter((line) -> line.startsWith("HTTP/1.1")).findFirst())
				.hasValue("HTTP/1.1 200 OK");
			assertThat(close).succeedsWithin(LIMIT);
		}
	}

	@Test
	void clockTellsWhenSignaturesAreMade() {
		Clock clock = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
		try (QStashDevServer server = QStashDevServer.builder().clock(clock).start();
				TestDestination destination = TestDestination.start()) {
			new TestApi(server.url(), server.user().token()).publish(destination.url("/in"));
			TestDestination.Received received = destination.awaitOne();
			SigningKeys keys = SigningKeys.of(server.user().currentSigningKey(), null);
			assertThat(new QStashSignatureVerifier(keys, clock, Duration.ZERO)
				.verify(received.header("Upstash-Signature"), received.body(), SubjectCheck.none())
				.issuedAt()).isEqualTo(clock.instant());
		}
	}

	@Test
	void settingsAreChecked() {
		assertThatIllegalArgumentException().isThrownBy(() -> QStashDevServer.builder().port(-1))
			.withMessageContaining("'port'");
		assertThatIllegalArgumentException().isThrownBy(() -> QStashDevServer.builder().port(65536));
		assertThatIllegalArgumentException().isThrownBy(() -> QStashDevServer.builder().preferredPort(70000));
		assertThatIllegalArgumentException().isThrownBy(() -> QStashDevServer.builder().maxMessageSize(0))
			.withMessageContaining("'maxMessageSize'");
	}

	private static boolean isEngineRunning(Set<Thread> before) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.anyMatch((thread) -> thread.getName().equals("qstash-devserver-engine") && !before.contains(thread));
	}

	private static boolean isRefused(int port) {
		try (Socket socket = new Socket("127.0.0.1", port)) {
			return !socket.isConnected();
		}
		catch (IOException ex) {
			return true;
		}
	}

}
