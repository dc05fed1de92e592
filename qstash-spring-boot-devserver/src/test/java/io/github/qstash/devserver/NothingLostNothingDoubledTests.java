package io.github.qstash.devserver;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

import io.github.qstash.client.BatchResult;
import io.github.qstash.client.PublishReceipt;
import io.github.qstash.client.PublishResponse;
import io.github.qstash.client.QStashBatchSettings;
import io.github.qstash.client.QStashRetryPolicy;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.message.QStashMessage;
import io.netty.buffer.Unpooled;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever happens to a fifth of the calls, every message is delivered, and once.
 */
class NothingLostNothingDoubledTests {

	private static final Duration LIMIT = Duration.ofMinutes(5);

	private static final int MESSAGES = 50_000;

	private final AtomicIntegerArray delivered = new AtomicIntegerArray(MESSAGES);

	private final AtomicInteger calls = new AtomicInteger();

	private final AtomicInteger faults = new AtomicInteger();

	private final AtomicInteger lostAnswers = new AtomicInteger();

	private final QStashDevServer server = QStashDevServer.start();

	private final HttpClient toServer = HttpClient.create();

	private final DisposableServer proxy = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.handle(this::forward)
		.bindNow(Duration.ofSeconds(10));

	private final DisposableServer destination = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.handle((request, response) -> request.receive().aggregate().asString().flatMap((body) -> {
			this.delivered.incrementAndGet(Integer.parseInt(body));
			return response.send();
		}))
		.bindNow(Duration.ofSeconds(10));

	private final QStashTemplate template = QStashTemplate.builder()
		.url("http://127.0.0.1:" + this.proxy.port())
		.token(this.server.user().token())
		.retryPolicy(QStashRetryPolicy.builder().maxRetries(20).firstBackoff(Duration.ofMillis(1)).build())
		.batchSettings(QStashBatchSettings.builder().maxMessages(50).build())
		.build();

	@AfterEach
	void stop() {
		this.proxy.disposeNow(Duration.ofSeconds(10));
		this.server.close();
		this.destination.disposeNow(Duration.ofSeconds(10));
	}

	@Test
	void singlePublishes() {
		long recovered = Objects.requireNonNull(Flux.range(0, MESSAGES)
			.flatMap((number) -> this.template.publish(message(number)), 64)
			.map(PublishResponse::receipts)
			.doOnNext((receipts) -> assertThat(receipts).hasSize(1))
			.filter((receipts) -> receipts.get(0).recovered())
			.count()
			.block(LIMIT));
		assertEachIsDeliveredOnce();
		assertThat(recovered).isPositive().isLessThanOrEqualTo(this.lostAnswers.get());
		assertThat(this.faults).hasValueGreaterThan(MESSAGES / 5);
	}

	@Test
	void streamOfMessages() {
		long recovered = Objects.requireNonNull(this.template.publishAll(Flux.range(0, MESSAGES).map(this::message))
			.cast(BatchResult.Accepted.class)
			.map((result) -> result.response().receipts().get(0))
			.filter(PublishReceipt::recovered)
			.count()
			.block(LIMIT));
		assertEachIsDeliveredOnce();
		assertThat(recovered).isPositive();
		assertThat(this.faults).hasValueGreaterThan(MESSAGES / 50 / 5);
	}

	private void assertEachIsDeliveredOnce() {
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> IntStream.range(0, MESSAGES).allMatch((number) -> this.delivered.get(number) > 0));
		// a second one of the last messages may still be on its way
		this.server.control().awaitIdle(LIMIT).block(LIMIT);
		assertThat(IntStream.range(0, MESSAGES).filter((number) -> this.delivered.get(number) != 1)).isEmpty();
	}

	private QStashMessage message(int number) {
		return QStashMessage.to("http://127.0.0.1:" + this.destination.port() + "/in")
			.body(Integer.toString(number))
			.build();
	}

	private Mono<Void> forward(HttpServerRequest request, HttpServerResponse response) {
		int call = this.calls.getAndIncrement();
		return request.receive().aggregate().asByteArray().defaultIfEmpty(new byte[0]).flatMap((body) -> {
			if (call % 5 != 0) {
				return answer(request, body).flatMap((answer) -> send(response, answer));
			}
			this.faults.incrementAndGet();
			return switch (call / 5 % 5) {
				case 0 -> response.status(500).send();
				case 1 -> response.status(503).header("Retry-After", "0").send();
				case 2 -> response.status(429).header("Burst-RateLimit-Reset", "1").send();
				case 3 -> drop(response);
				default -> answer(request, body).flatMap((answer) -> {
					this.lostAnswers.incrementAndGet();
					return drop(response);
				});
			};
		});
	}

	private Mono<Answer> answer(HttpServerRequest request, byte[] body) {
		return this.toServer.headers((headers) -> headers.set(request.requestHeaders()).set("Host", "localhost"))
			.post()
			.uri(this.server.url() + request.uri())
			.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
			.responseSingle((answer, content) -> content.asByteArray()
				.map((bytes) -> new Answer(answer.status().code(), bytes)));
	}

	private static Mono<Void> send(HttpServerResponse response, Answer answer) {
		return response.status(answer.status()).sendByteArray(Mono.just(answer.body())).then();
	}

	private static Mono<Void> drop(HttpServerResponse response) {
		return Mono.<Void>fromRunnable(() -> response.withConnection((connection) -> connection.channel().close()))
			.then(Mono.never());
	}

	private record Answer(int status, byte[] body) {

	}

}
