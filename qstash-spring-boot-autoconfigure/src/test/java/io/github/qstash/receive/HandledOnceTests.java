package io.github.qstash.receive;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.qstash.receive.store.InMemoryDeliveryStore;
import io.github.qstash.receive.store.RedisDeliveryStore;
import io.github.qstash.testing.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A message that is delivered more than once is handled once, over HTTP: with each store
 * and on each web stack.
 */
class HandledOnceTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final String WITHOUT_REDIS = ",org.springframework.boot.data.redis.autoconfigure."
			+ "DataRedisAutoConfiguration,org.springframework.boot.data.redis.autoconfigure."
			+ "DataRedisReactiveAutoConfiguration";

	private final List<AutoCloseable> started = new ArrayList<>();

	@AfterEach
	void stop() throws Exception {
		for (AutoCloseable one : this.started) {
			one.close();
		}
	}

	static Stream<Arguments> everywhere() {
		return Stream.of(Stack.values())
			.flatMap((stack) -> Stream.of(ReceiverKind.values()).map((kind) -> Arguments.of(stack, kind)));
	}

	@ParameterizedTest
	@MethodSource("everywhere")
	void whenDeliveredAgainThenIsAnsweredButNotHandledAgain(Stack stack, ReceiverKind kind) {
		Instance instance = inMemory(stack);
		instance.behaviour().answer(() -> Mono.just("shipped"));
		HttpResponse<byte[]> first = instance.deliver(kind, "msg_1", "order 1");
		HttpResponse<byte[]> second = instance.deliver(kind, "msg_1", "order 1");
		assertThat(first.statusCode()).isEqualTo(200);
		assertThat(first.body()).isEqualTo(TestDeliveries.bytes("shipped"));
		assertThat(second.statusCode()).isEqualTo(200);
		assertThat(second.body()).isEmpty();
		assertThat(instance.behaviour().handled()).hasSize(1);
		assertThat(instance.deliver(kind, "msg_2", "order 1").statusCode()).isEqualTo(200);
		assertThat(instance.behaviour().handled()).hasSize(2);
	}

	@ParameterizedTest
	@MethodSource("everywhere")
	void whenDeliveredDuringHandlingThenIsToBeTriedLater(Stack stack, ReceiverKind kind) {
		Instance instance = inMemory(stack);
		Sinks.Empty<Object> end = Sinks.empty();
		Sinks.Empty<Object> begun = Sinks.empty();
		instance.behaviour().answer(() -> {
			begun.tryEmitEmpty();
			return end.asMono();
		});
		Mono<HttpResponse<byte[]>> first = Mono.fromCallable(() -> instance.deliver(kind, "msg_1", "order 1"))
			.subscribeOn(Schedulers.boundedElastic())
			.cache();
		first.subscribe();
		begun.asMono().block(LIMIT);
		HttpResponse<byte[]> second = instance.deliver(kind, "msg_1", "order 1");
		assertThat(second.statusCode()).isEqualTo(503);
		assertThat(second.headers().firstValue(HttpHeaders.RETRY_AFTER)).hasValue("300");
		end.tryEmitEmpty();
		assertThat(first.block(LIMIT)).isNotNull().extracting(HttpResponse::statusCode).isEqualTo(200);
		assertThat(instance.deliver(kind, "msg_1", "order 1").statusCode()).isEqualTo(200);
		assertThat(instance.behaviour().handled()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void whenHandlingFailedThenIsHandledAgain(ReceiverKind kind) {
		Instance instance = inMemory(Stack.MVC);
		List<RuntimeException> failures = List.of(new IllegalStateException("out of stock"),
				new NonRetryableDeliveryException("unknown customer"),
				new RetryDeliveryException(Duration.ofSeconds(1)));
		for (RuntimeException failure : failures) {
			instance.behaviour().answer(() -> Mono.error(failure));
			assertThat(instance.deliver(kind, "msg_1", "order 1").statusCode()).isGreaterThan(400);
		}
		instance.behaviour().answer(() -> {
			throw new StackOverflowError();
		});
		assertThat(instance.deliver(kind, "msg_1", "order 1").statusCode()).isEqualTo(500);
		instance.behaviour().answer(Mono::empty);
		assertThat(instance.deliver(kind, "msg_1", "order 1").statusCode()).isEqualTo(200);
		assertThat(instance.behaviour().handled()).hasSize(5);
	}

	@ParameterizedTest
	@CsvSource({ "WEBFLUX, BEGIN, 500, 500, 0", "WEBFLUX, COMPLETE, 200, 500, 1", "WEBFLUX, RELEASE, 200, 500, 1",
			"MVC, BEGIN, 500, 500, 0", "MVC, COMPLETE, 200, 500, 1", "MVC, RELEASE, 200, 500, 1" })
	void whenStoreIsBrokenThenEachDeliveryIsAnsweredNevertheless(Stack stack, BrokenStore.Part part, int handled,
			int failed, int calls) {
		Instance instance = start(stack, WITHOUT_REDIS,
				(context) -> context.registerBean(QStashDeliveryStore.class, () -> new BrokenStore(part)));
		assertThat(instance.deliver(ReceiverKind.REACTIVE, "msg_1", "order 1").statusCode()).isEqualTo(handled);
		assertThat(instance.behaviour().handled()).hasSize(calls);
		instance.behaviour().answer(() -> Mono.error(new IllegalStateException("out of stock")));
		assertThat(instance.deliver(ReceiverKind.REACTIVE, "msg_2", "order 2").statusCode()).isEqualTo(failed);
	}

	@ParameterizedTest
	@EnumSource
	void whenDeliveryIsForgedThenClaimsNothing(Stack stack) {
		Instance instance = inMemory(stack);
		byte[] body = TestDeliveries.bytes("order 1");
		TestDeliveries deliveries = instance.deliveries(ReceiverKind.REACTIVE);
		String forged = deliveries.sign("sig_unrelated_unrelated_unrelated", "/text", body);
		assertThat(deliveries.post("/text", body, forged).statusCode()).isEqualTo(401);
		assertThat(instance.behaviour().handled()).isEmpty();
		assertThat(deliveries.post("/text", body).statusCode()).isEqualTo(200);
		assertThat(instance.behaviour().handled()).hasSize(1);
	}

	@Test
	void whenTwoInstancesShareRedisThenEachMessageIsHandledByOneOfThem() {
		RedisServer redis = redis();
		Instance first = withRedis(redis, Stack.WEBFLUX, "5m");
		Instance second = withRedis(redis, Stack.MVC, "5m");
		int messages = 60;
		Scheduler senders = Schedulers.newBoundedElastic(8, messages * 4, "senders");
		List<Integer> statuses = Flux.range(0, messages * 4)
			.flatMap((number) -> Mono
				.fromCallable(() -> ((number % 2 == 0) ? first : second)
					.deliver(ReceiverKind.values()[number / 2 % 2], "msg_" + number / 4, "order " + number / 4)
					.statusCode())
				.subscribeOn(senders), 8)
			.collectList()
			.doFinally((signal) -> senders.dispose())
			.block(LIMIT);
		// a message has a URL for each kind, and is another one there
		assertThat(first.behaviour().handled().size() + second.behaviour().handled().size()).isEqualTo(messages * 2);
		assertThat(statuses).hasSize(messages * 4).containsOnly(200, 503);
		assertThat(first.behaviour().handled()).isNotEmpty();
		assertThat(second.behaviour().handled()).isNotEmpty();
	}

	@Test
	void whenInstanceCrashesThenAnotherOneHandlesTheMessageAfterTheTimeout() {
		RedisServer redis = redis();
		Instance crashed = withRedis(redis, Stack.WEBFLUX, "1s");
		Instance other = withRedis(redis, Stack.WEBFLUX, "1s");
		// the first delivery of all takes longer, on a busy machine longer than the
		// timeout
		assertThat(other.deliver(ReceiverKind.REACTIVE, "msg_0", "order 0").statusCode()).isEqualTo(200);
		other.behaviour().handled().clear();
		Sinks.Empty<Object> begun = Sinks.empty();
		crashed.behaviour().answer(() -> {
			begun.tryEmitEmpty();
			return Mono.never();
		});
		Mono.fromCallable(() -> crashed.deliver(ReceiverKind.REACTIVE, "msg_1", "order 1"))
			.subscribeOn(Schedulers.boundedElastic())
			.onErrorComplete()
			.subscribe();
		begun.asMono().block(LIMIT);
		List<Integer> statuses = new ArrayList<>();
		long limit = System.nanoTime() + LIMIT.toNanos();
		while (other.behaviour().handled().isEmpty()) {
			assertThat(System.nanoTime()).isLessThan(limit);
			statuses.add(other.deliver(ReceiverKind.REACTIVE, "msg_1", "order 1").statusCode());
		}
		assertThat(statuses).startsWith(503).endsWith(200).containsOnlyOnce(200);
	}

	private RedisServer redis() {
		RedisServer redis = RedisServer.start();
		this.started.add(0, redis);
		return redis;
	}

	private Instance inMemory(Stack stack) {
		Instance instance = start(stack, WITHOUT_REDIS);
		assertThat(instance.context().getBean(QStashDeliveryStore.class)).isInstanceOf(InMemoryDeliveryStore.class);
		return instance;
	}

	private Instance withRedis(RedisServer redis, Stack stack, String inProgressTimeout) {
		Instance instance = start(stack, "", "spring.data.redis.host=127.0.0.1",
				"spring.data.redis.port=" + redis.port(),
				"qstash.receiver.idempotency.in-progress-timeout=" + inProgressTimeout);
		assertThat(instance.context().getBean(QStashDeliveryStore.class)).isInstanceOf(RedisDeliveryStore.class);
		return instance;
	}

	private Instance start(Stack stack, String moreExclusions, String... properties) {
		return start(stack, moreExclusions, (context) -> {
		}, properties);
	}

	private Instance start(Stack stack, String moreExclusions,
			ApplicationContextInitializer<GenericApplicationContext> initializer, String... properties) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(ContractApplication.class)
			.initializers(initializer)
			.properties(properties)
			.properties(stack.type, stack.server + moreExclusions, "server.port=0", "server.address=127.0.0.1",
					"server.shutdown=immediate", "qstash.current-signing-key=" + TestDeliveries.CURRENT_KEY,
					"qstash.next-signing-key=" + TestDeliveries.NEXT_KEY, "qstash.receiver.idempotency.enabled=true")
			.run();
		this.started.add(0, context);
		return new Instance(context);
	}

	/**
	 * Throws what Reactor does not signal, as a store does whose library is not there.
	 */
	static final class BrokenStore implements QStashDeliveryStore {

		private final Part broken;

		BrokenStore(Part broken) {
			this.broken = broken;
		}

		@Override
		public Mono<State> begin(Attempt attempt, Duration inProgressTimeout) {
			return Mono.fromSupplier(() -> {
				breakIf(Part.BEGIN);
				return State.NEW;
			});
		}

		@Override
		public Mono<Void> complete(Attempt attempt, Duration ttl) {
			breakIf(Part.COMPLETE);
			return Mono.empty();
		}

		@Override
		public Mono<Void> release(Attempt attempt) {
			return Mono.fromRunnable(() -> breakIf(Part.RELEASE));
		}

		private void breakIf(Part part) {
			if (part == this.broken) {
				throw new NoClassDefFoundError("of the store");
			}
		}

		enum Part {

			BEGIN, COMPLETE, RELEASE

		}

	}

	enum Stack {

		WEBFLUX(ReactorNettyDeliveryTests.WEBFLUX, ReactorNettyDeliveryTests.REACTOR_NETTY),

		MVC(TomcatDeliveryTests.MVC, TomcatDeliveryTests.TOMCAT);

		private final String type;

		private final String server;

		Stack(String type, String server) {
			this.type = type;
			this.server = server;
		}

	}

	static final class Instance {

		private final ConfigurableApplicationContext context;

		private final Map<ReceiverKind, TestDeliveries> deliveries = new EnumMap<>(ReceiverKind.class);

		Instance(ConfigurableApplicationContext context) {
			this.context = context;
			int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			Stream.of(ReceiverKind.values())
				.forEach((kind) -> this.deliveries.put(kind, new TestDeliveries(port, kind.prefix())));
		}

		ConfigurableApplicationContext context() {
			return this.context;
		}

		Behaviour behaviour() {
			return this.context.getBean(Behaviour.class);
		}

		TestDeliveries deliveries(ReceiverKind kind) {
			return this.deliveries.get(kind);
		}

		HttpResponse<byte[]> deliver(ReceiverKind kind, String messageId, String payload) {
			byte[] body = TestDeliveries.bytes(payload);
			TestDeliveries deliveries = deliveries(kind);
			return deliveries.send("POST", "/text", body, deliveries.sign(TestDeliveries.CURRENT_KEY, "/text", body),
					Map.of("Upstash-Message-Id", messageId));
		}

	}

}
