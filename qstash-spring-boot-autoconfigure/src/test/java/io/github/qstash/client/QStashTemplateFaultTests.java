package io.github.qstash.client;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.github.qstash.message.QStashMessage;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;

import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link QStashTemplate} against a server that misbehaves: what the caller
 * gets, what the server sees, and what becomes of the connection.
 */
class QStashTemplateFaultTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final Duration SHORT = Duration.ofMillis(200);

	private static final QStashMessage MESSAGE = QStashMessage.to("https://example.com").body("the-payload").build();

	private static final String RECEIPT = "{\"messageId\":\"msg_1\"}";

	private static final RawAnswer OK = RawAnswer.of("200 OK", RECEIPT);

	private static final AtomicLong flooded = new AtomicLong();

	private final RawServer server = new RawServer();

	// a connection that is neither given back nor given up is missed at once
	private final ConnectionProvider oneConnection = ConnectionProvider.builder("one-connection")
		.maxConnections(1)
		.pendingAcquireTimeout(Duration.ofSeconds(2))
		.build();

	private final AtomicInteger closedChannels = new AtomicInteger();

	@BeforeEach
	void countAnew() {
		flooded.set(0);
	}

	@AfterEach
	void close() throws Exception {
		this.oneConnection.dispose();
		this.server.close();
	}

	@ParameterizedTest
	@MethodSource("faults")
	void withoutRetriesTheCallerGetsTheFailureAndTheNextCallIsNotAffected(Fault fault) {
		this.server.answers(fault.answer(), OK);
		assertFailure(fault, template(fault.responseTimeout(), retries(0)));
		awaitRequests(1);
		int kept = (fault.connection() == Connection.KEPT) ? 1 : 0;
		await(() -> this.server.openConnections() == kept);
		assertThat(flooded).as("bytes that were taken from the server").hasValueLessThan(32_000_000);
		assertThat(publish(template(LIMIT, retries(0))).messageId()).isEqualTo("msg_1");
		assertThat(deduplicationIds()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("faults")
	void withRetriesTheCallerGetsTheLastFailure(Fault fault) {
		this.server.answers(fault.answer());
		assertFailure(fault, template(fault.responseTimeout(), retries(1)));
		awaitRequests((fault.then() == Then.RETRY) ? 2 : 1);
		assertEachAttemptIsTheSame();
	}

	@ParameterizedTest
	@MethodSource("faultsThatMayPass")
	void withRetriesAFaultThatPassesIsNotNoticed(Fault fault) {
		this.server.answers(fault.answer(), OK);
		// a busy machine may need more than one retry when the time-out is short
		assertThat(publish(template(fault.responseTimeout(), retries(5))).messageId()).isEqualTo("msg_1");
		int attempts = this.server.requests().size();
		assertThat(attempts).isGreaterThan(1);
		assertEachAttemptIsTheSame();
		assertThat(this.server.connections()).isEqualTo((fault.connection() == Connection.KEPT) ? 1 : attempts);
	}

	@Test
	void clientIsMadeOnceWithTheFirstCall() {
		AtomicInteger made = new AtomicInteger();
		QStashTemplate template = builder(LIMIT, retries(0)).httpClient(() -> {
			made.incrementAndGet();
			return HttpClient.create(this.oneConnection);
		}).build();
		Mono<PublishResponse> call = template.publish(MESSAGE);
		assertThat(made).hasValue(0);
		this.server.answers(OK);
		call.block(LIMIT);
		call.block(LIMIT);
		assertThat(made).hasValue(1);
	}

	@Test
	void noEventLoopMakesTheClientOrWaitsForIt() {
		AtomicInteger made = new AtomicInteger();
		AtomicBoolean madeOnEventLoop = new AtomicBoolean();
		CompletableFuture<HttpClient> slow = new CompletableFuture<>();
		QStashTemplate template = builder(LIMIT, retries(0)).httpClient(() -> {
			madeOnEventLoop.set(Schedulers.isInNonBlockingThread());
			made.incrementAndGet();
			return slow.join();
		}).build();
		this.server.answers(OK, OK);
		Scheduler eventLoop = Schedulers.newParallel("event-loop", 1);
		try {
			Mono<PublishResponse> call = template.publish(MESSAGE).subscribeOn(eventLoop);
			CompletableFuture<List<PublishResponse>> calls = Flux.merge(call, call).collectList().toFuture();
			Awaitility.await().atMost(LIMIT).until(() -> made.get() == 1);
			assertThat(Mono.just("free").subscribeOn(eventLoop).block(LIMIT)).isEqualTo("free");
			slow.complete(HttpClient.create(this.oneConnection));
			assertThat(calls).succeedsWithin(LIMIT).asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(2);
			assertThat(made).hasValue(1);
			assertThat(madeOnEventLoop).isFalse();
		}
		finally {
			slow.cancel(false);
			eventLoop.dispose();
		}
	}

	@ParameterizedTest
	@MethodSource("reasonsForNoClient")
	void clientThatCannotBeMadeFailsTheCallOnceAndMayBeThereForTheNext(Throwable reason) {
		AtomicInteger asked = new AtomicInteger();
		QStashTemplate template = builder(LIMIT, retries(3)).httpClient(() -> {
			if (asked.incrementAndGet() == 1) {
				ReflectionUtils.rethrowRuntimeException(reason);
			}
			return HttpClient.create(this.oneConnection);
		}).build();
		assertThat(failure(QStashClientException.class, template.publish(MESSAGE)))
			.hasMessageContaining("nothing was sent: no client")
			.hasCause(reason);
		assertThat(asked).hasValue(1);
		this.server.answers(OK);
		assertThat(publish(template).messageId()).isEqualTo("msg_1");
	}

	static Stream<Throwable> reasonsForNoClient() {
		return Stream.of(new IllegalStateException("no client"), new NoClassDefFoundError("no client"));
	}

	@Test
	void streamGoesOnWhenThereIsNoClientForACall() {
		AtomicInteger asked = new AtomicInteger();
		QStashTemplate template = builder(LIMIT, retries(0))
			.batchSettings(QStashBatchSettings.builder().maxMessages(1).concurrency(1).build())
			.httpClient(() -> {
				Assert.state(asked.incrementAndGet() > 1, "no client");
				return HttpClient.create(this.oneConnection);
			})
			.build();
		this.server.answers(RawAnswer.of("200 OK", "[" + RECEIPT + "]"));
		StepVerifier.create(template.publishAll(Flux.just(MESSAGE, MESSAGE)))
			.assertNext((result) -> assertThat(result).isInstanceOfSatisfying(BatchResult.Failed.class,
					(failed) -> assertThat(failed.failure()).isInstanceOf(QStashClientException.class)))
			.expectNextMatches(BatchResult::accepted)
			.expectComplete()
			.verify(LIMIT);
	}

	@ParameterizedTest
	@EnumSource
	void limitThatStartsAnewWithinTheBoundIsWaitedFor(Limit limit) {
		Instant reset = Instant.now().plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
		this.server.answers(limit.resetAt(reset), OK);
		assertThat(publish(template(LIMIT, retries(1))).messageId()).isEqualTo("msg_1");
		assertThat(Instant.now()).isAfterOrEqualTo(reset);
		assertEachAttemptIsTheSame();
	}

	@ParameterizedTest
	@EnumSource
	void failureNamesWhatWasAskedFor(RequestKind kind) {
		QStashTemplate template = template(LIMIT, retries(0));
		Mono<?> call = switch (kind) {
			case PUBLISH -> template.publish(MESSAGE);
			case ENQUEUE -> template.publish(MESSAGE.toBuilder().queue("orders").build());
			case BATCH -> template.batch(List.of(MESSAGE, MESSAGE));
			case GET_SIGNING_KEYS -> template.signingKeys().get();
		};
		this.server.answers(RawAnswer.close(), RawAnswer.of("500 Oops", ""), RawAnswer.of("200 OK", "<html>"));
		assertThat(failure(QStashTransportException.class, call))
			.hasMessageStartingWith("No answer to " + kind + " from QStash at " + this.server.url() + ": ");
		assertThat(failure(QStashApiException.class, call)).hasMessage("QStash answered 500 to " + kind);
		assertThat(failure(QStashResponseException.class, call))
			.hasMessage("QStash's answer to " + kind + " is not JSON");
	}

	@ParameterizedTest
	@ValueSource(strings = { "200 OK", "404 Not Found", "429 Too Many Requests" })
	void whoGetsAnAnswerFindsItsConnectionFree(String status) {
		ConnectionProvider connections = ConnectionProvider.create("several", 5);
		QStashTemplate template = builder(LIMIT, retries(0)).httpClient(HttpClient.create(connections)).build();
		this.server.answers(RawAnswer.of(status, RECEIPT));
		Flux.range(0, 5)
			.concatMap((i) -> template.publish(MESSAGE).then().onErrorComplete(QStashApiException.class))
			.blockLast();
		assertThat(this.server.requests()).hasSize(5);
		assertThat(this.server.connections()).isOne();
		connections.dispose();
	}

	@Test
	void refusedConnectionIsNoAnswer() throws Exception {
		this.server.close();
		assertThat(failure(QStashTransportException.class, template(LIMIT, retries(1)).publish(MESSAGE)))
			.hasMessageContainingAll("No answer to publish from QStash at " + this.server.url(), "Connection refused");
	}

	@Test
	void requestThatIsNotTakenIsNoAnswer() throws Exception {
		try (ServerSocket taker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			QStashTemplate template = builder(SHORT, retries(0)).url("http://127.0.0.1:" + taker.getLocalPort())
				.build();
			QStashMessage large = MESSAGE.toBuilder().body(new byte[50_000_000]).build();
			assertThat(failure(QStashTransportException.class, template.publish(large)))
				.hasMessageContaining("qstash.client.response-timeout");
		}
	}

	@ParameterizedTest
	@MethodSource("endsOfAKeptConnection")
	void connectionThatTheServerEndsBetweenTwoCallsIsReplaced(RawAnswer end) {
		QStashTemplate template = template(LIMIT, retries(0));
		this.server.answers(OK.then(end), OK);
		publish(template);
		await(() -> this.closedChannels.get() == 1);
		assertThat(publish(template).messageId()).isEqualTo("msg_1");
		assertThat(this.server.connections()).isEqualTo(2);
	}

	static Stream<RawAnswer> endsOfAKeptConnection() {
		return Stream.of(RawAnswer.close(), RawAnswer.reset());
	}

	static Stream<Fault> faults() {
		return Stream.of(connectionFaults(), slowFaults(), errors(), rateLimits(), unreadableAnswers())
			.flatMap((faults) -> faults);
	}

	static Stream<Fault> faultsThatMayPass() {
		return faults().filter((fault) -> fault.then() == Then.RETRY);
	}

	private static Stream<Fault> connectionFaults() {
		RawAnswer half = RawAnswer.head("200 OK", 500).then(RawAnswer.text(RECEIPT));
		RawAnswer halfChunk = RawAnswer.chunks("200 OK").then(RawAnswer.text("500\r\n" + RECEIPT));
		return Stream.of(noAnswer("reset before the answer", "reset", RawAnswer.reset()),
				noAnswer("closed before the answer", "BEFORE response", RawAnswer.close()),
				noAnswer("reset in the head", "reset", RawAnswer.text("HTTP/1.1 200 O").then(RawAnswer.reset())),
				noAnswer("reset in the body", "reset", half.then(RawAnswer.reset())),
				noAnswer("half an answer", "DURING response", half.then(RawAnswer.close())),
				noAnswer("half a chunk", "DURING response", halfChunk.then(RawAnswer.close())),
				noAnswer("a chunk without a size", "",
						RawAnswer.chunks("200 OK").then(RawAnswer.text("xyz\r\n")).then(RawAnswer.silence())),
				noAnswer("not HTTP", "invalid version", RawAnswer.text("220 mail ESMTP\r\n").then(RawAnswer.silence())),
				noAnswer("a head of a gigabyte", "header is larger",
						RawAnswer.text("HTTP/1.1 200 OK\r\nA: ").then(RawAnswer.flood("a".repeat(1000), flooded))));
	}

	private static Stream<Fault> slowFaults() {
		String reason = "was not complete within the response time-out, see 'qstash.client.response-timeout'";
		return Stream
			.of(noAnswer("no answer", reason, RawAnswer.silence()),
					noAnswer("a head that trickles in", reason, RawAnswer.trickle("H")),
					noAnswer("a body that trickles in", reason,
							RawAnswer.head("200 OK", 90_000).then(RawAnswer.trickle(" "))),
					noAnswer("chunks that trickle in", reason,
							RawAnswer.chunks("200 OK").then(RawAnswer.trickle("1\r\n \r\n"))))
			.map((fault) -> fault.givenUpAfter(SHORT));
	}

	private static Stream<Fault> errors() {
		String json = "{\"error\":\"the reason\"}";
		RawAnswer half = RawAnswer.head("500 Oops", 500, "Retry-After: 0").then(RawAnswer.text("half a rea"));
		return Stream.of(error("500", RawAnswer.of("500 Oops", json), "500 to publish: the reason", Then.RETRY),
				error("503", RawAnswer.of("503 Busy", json), "503 to publish: the reason", Then.RETRY),
				error("503 with Retry-After", RawAnswer.of("503 Busy", json, "Retry-After: 0"),
						"503 to publish: the reason", Then.RETRY),
				error("503 with Retry-After beyond the bound", RawAnswer.of("503 Busy", json, "Retry-After: 11"),
						"503 to publish: the reason", Then.FAILURE),
				error("502 in HTML", RawAnswer.of("502 Bad", "<html>Bad Gateway</html>"),
						"502 to publish: no error text but 24 bytes", Then.RETRY),
				error("400 that shows the request", RawAnswer.of("400 Bad", "Authorization: Bearer the-token"),
						"400 to publish: no error text but 31 bytes", Then.FAILURE),
				error("400 that names the token", RawAnswer.of("400 Bad", "{\"error\":\"unknown token the-token\"}"),
						"400 to publish: unknown token <token>", Then.FAILURE),
				error("redirect", RawAnswer.of("307 Moved", "", "Location: /elsewhere"), "307 to publish",
						Then.FAILURE),
				error("half an error", half.then(RawAnswer.reset()), "500 to publish: no error text but 10 bytes",
						Then.RETRY)
					.givenUp(),
				error("an error of a gigabyte",
						RawAnswer.head("400 Bad", RawAnswer.GIGABYTE).then(RawAnswer.flood("no ".repeat(500), flooded)),
						"400 to publish: no error text but ", Then.FAILURE)
					.givenUp(),
				error("an error that trickles in", RawAnswer.head("400 Bad", 1_000_000).then(RawAnswer.trickle("no ")),
						"400 to publish: no error text but ", Then.FAILURE)
					// a busy machine needs some time for the beginning
					.givenUpAfter(SHORT.multipliedBy(4)));
	}

	private static Stream<Fault> rateLimits() {
		return Stream.of(Limit.values())
			.flatMap((limit) -> Stream.of(
					rateLimit(limit + " limit that has started anew", limit.resetAt(Instant.EPOCH), Then.RETRY),
					rateLimit(limit + " limit beyond the bound", limit.resetAt(Instant.now().plusSeconds(3600)),
							Then.FAILURE)));
	}

	private static Stream<Fault> unreadableAnswers() {
		String notJson = "QStash's answer to publish is not JSON";
		String noId = "QStash's answer to publish has no message id";
		String tooLarge = "QStash's answer to publish is larger than 100000 bytes: see 'qstash.client.max-response-size'";
		String kilobyte = " ".repeat(1024);
		return Stream.of(unreadable("200 in HTML", RawAnswer.of("200 OK", "<html>Welcome</html>"), notJson),
				unreadable("malformed JSON", RawAnswer.of("200 OK", "{\"messageId\":\"msg_"), notJson),
				unreadable("JSON without an id", RawAnswer.of("200 OK", "{}"), noId),
				unreadable("nothing", RawAnswer.of("200 OK", ""), noId),
				unreadable("a gigabyte",
						RawAnswer.head("200 OK", RawAnswer.GIGABYTE).then(RawAnswer.flood(kilobyte, flooded)), tooLarge)
					.givenUp(),
				unreadable("a gigabyte in chunks",
						RawAnswer.chunks("200 OK").then(RawAnswer.flood("400\r\n" + kilobyte + "\r\n", flooded)),
						tooLarge)
					.givenUp());
	}

	private static Fault noAnswer(String name, String reason, RawAnswer answer) {
		return new Fault(name, answer, QStashTransportException.class, reason, Then.RETRY, Connection.GIVEN_UP, LIMIT);
	}

	private static Fault error(String name, RawAnswer answer, String text, Then then) {
		return new Fault(name, answer, QStashApiException.class, "QStash answered " + text, then, Connection.KEPT,
				LIMIT);
	}

	private static Fault rateLimit(String name, RawAnswer answer, Then then) {
		return new Fault(name, answer, QStashRateLimitException.class, "QStash answered 429 to publish: slow down",
				then, Connection.KEPT, LIMIT);
	}

	private static Fault unreadable(String name, RawAnswer answer, String text) {
		return new Fault(name, answer, QStashResponseException.class, text, Then.FAILURE, Connection.KEPT, LIMIT);
	}

	private QStashTemplate template(Duration responseTimeout, QStashRetryPolicy retries) {
		return builder(responseTimeout, retries).build();
	}

	private QStashTemplate.Builder builder(Duration responseTimeout, QStashRetryPolicy retries) {
		return QStashTemplate.builder()
			.url(this.server.url())
			.token("the-token")
			.httpClient(HttpClient.create(this.oneConnection)
				.responseTimeout(responseTimeout)
				.doOnChannelInit((observer, channel, address) -> channel.closeFuture()
					.addListener((closed) -> this.closedChannels.incrementAndGet())))
			.maxResponseSize(100_000)
			.retryPolicy(retries);
	}

	private static QStashRetryPolicy retries(int retries) {
		return QStashRetryPolicy.builder().maxRetries(retries).firstBackoff(Duration.ofMillis(2)).build();
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(condition);
	}

	private static PublishResponse publish(QStashTemplate template) {
		return Objects.requireNonNull(template.publish(MESSAGE).block(LIMIT));
	}

	private static <T extends QStashException> T failure(Class<T> type, Mono<?> call) {
		return catchThrowableOfType(type, () -> call.block(LIMIT));
	}

	private static void assertFailure(Fault fault, QStashTemplate template) {
		QStashException failure = failure(fault.failure(), template.publish(MESSAGE));
		assertThat(failure).isExactlyInstanceOf(fault.failure()).message().contains("publish", fault.text());
		StringWriter everything = new StringWriter();
		failure.printStackTrace(new PrintWriter(everything));
		assertThat(everything.toString()).doesNotContain("the-token", "the-payload");
	}

	private List<String> deduplicationIds() {
		return this.server.requests()
			.stream()
			.flatMap((request) -> request.headers("Upstash-Deduplication-Id").stream())
			.toList();
	}

	// a request may be read after the client has given it up
	private void awaitRequests(int count) {
		await(() -> this.server.requests().size() == count);
	}

	private void assertEachAttemptIsTheSame() {
		assertThat(deduplicationIds()).hasSameSizeAs(this.server.requests()).containsOnly(deduplicationIds().get(0));
		assertThat(this.server.requests()).extracting(RawServer.Request::body).containsOnly("the-payload");
	}

	private enum Then {

		RETRY, FAILURE

	}

	private enum Connection {

		KEPT, GIVEN_UP

	}

	private enum Limit {

		BURST, DAILY, CHAT;

		RawAnswer resetAt(Instant reset) {
			return (socket) -> RawAnswer.of("429 Too Many", "{\"error\":\"slow down\"}", headers(reset)).write(socket);
		}

		private String[] headers(Instant reset) {
			Duration wait = Duration.between(Instant.now(), reset);
			return switch (this) {
				case BURST -> new String[] { "Burst-RateLimit-Reset: " + reset.getEpochSecond() };
				case DAILY -> new String[] { "RateLimit-Limit: 1000", "RateLimit-Reset: " + reset.getEpochSecond() };
				case CHAT -> new String[] { "x-ratelimit-limit-requests: 10",
						"x-ratelimit-reset-requests: " + (wait.isNegative() ? "0s" : wait.toString().substring(2)) };
			};
		}

	}

	record Fault(String name, RawAnswer answer, Class<? extends QStashException> failure, String text, Then then,
			Connection connection, Duration responseTimeout) {

		Fault givenUp() {
			return givenUpAfter(this.responseTimeout);
		}

		Fault givenUpAfter(Duration timeout) {
			return new Fault(this.name, this.answer, this.failure, this.text, this.then, Connection.GIVEN_UP, timeout);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
