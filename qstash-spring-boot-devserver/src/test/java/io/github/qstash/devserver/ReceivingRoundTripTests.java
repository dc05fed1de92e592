package io.github.qstash.devserver;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.qstash.annotation.QStashListener;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.devserver.test.AutoConfigureQStashDevServer;
import io.github.qstash.devserver.test.QStashTestServer;
import io.github.qstash.message.DeliveryMethod;
import io.github.qstash.receive.BlockingQStashController;
import io.github.qstash.receive.IdempotencySettings;
import io.github.qstash.receive.NonRetryableDeliveryException;
import io.github.qstash.receive.QStashCallback;
import io.github.qstash.receive.QStashDelivery;
import io.github.qstash.receive.QStashDeliveryStore;
import io.github.qstash.receive.QStashFailureCallback;
import io.github.qstash.receive.RetryDeliveryException;
import io.github.qstash.receive.store.InMemoryDeliveryStore;
import io.github.qstash.receive.store.RedisDeliveryStore;
import io.github.qstash.testing.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What handlers decide, and what QStash makes of it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureQStashDevServer
class ReceivingRoundTripTests {

	@Autowired
	private QStashTestServer server;

	@Autowired
	private QStashOperations qstash;

	@Autowired
	private Inbox inbox;

	@Autowired
	private Store store;

	@BeforeEach
	void empty() {
		this.inbox.received.clear();
	}

	@Test
	void poisonMessageIsADeadLetterAtOnce() {
		this.qstash.publish((message) -> message.to("/qstash/orders").body("{ no order").retries(5)).block();
		this.server.awaitIdle();
		assertThat(this.server).delivered("/qstash/orders").answered(489);
		assertThat(this.server).deadLettered("/qstash/orders")
			.singleElement()
			.satisfies((letter) -> assertThat(letter.status()).isEqualTo(489));
		assertThat(this.server).hasNothingPending();
		assertThat(this.inbox.received).isEmpty();
	}

	@Test
	void failureCallbackOfAPoisonMessageArrivesWithWhatWasSent() {
		this.qstash.publish((message) -> message.to("/qstash/orders").body("{ no order").failureCallback("/failures"))
			.block();
		this.server.awaitIdle();
		assertThat(this.server).delivered("/failures").answered(200);
		String letter = this.server.deadLetters().get(0).dlqId();
		assertThat(this.inbox.received).containsExactly("failure 489 of null from { no order, dead letter " + letter);
	}

	@Test
	void messageThatTheHandlerGivesUpIsADeadLetterAtOnce() {
		this.qstash.publish("/inbox", "give up").block();
		this.server.awaitIdle();
		assertThat(this.server).delivered("/inbox").answered(489);
		assertThat(this.server).deadLettered("/inbox").hasSize(1);
	}

	@Test
	void messageIsTriedAgainWhenTheHandlerSays() {
		this.qstash.publish("/inbox", "in 90 s").block();
		this.server.advance(Duration.ofSeconds(89));
		assertThat(this.server).delivered("/inbox").answered(503);
		this.server.advance(Duration.ofSeconds(1));
		assertThat(this.server).delivered("/inbox")
			.times(2)
			.sameMessage()
			.answered(503, 200)
			.spacedBy(Duration.ofSeconds(90));
		assertThat(this.inbox.received).containsExactly("in 90 s, retried 0", "in 90 s, retried 1");
	}

	@ParameterizedTest
	@EnumSource
	void everyMethodArrives(DeliveryMethod method) {
		this.qstash.publish((message) -> message.to("/inbox").body("by " + method).method(method)).block();
		this.server.awaitIdle();
		assertThat(this.server).delivered("/inbox").answered(200);
		assertThat(this.inbox.received).containsExactly("by " + method + ", retried 0");
	}

	@Test
	void valueOfAListenerIsHandedToTheCallback() {
		this.qstash
			.publish((message) -> message.to("/qstash/orders").body(new Order("42")).callback("/qstash/callbacks"))
			.block();
		this.server.awaitIdle();
		assertThat(this.server).delivered("/qstash/orders").answered(200);
		assertThat(this.server).delivered("/qstash/callbacks").answered(200);
		assertThat(this.inbox.received).containsExactly("order 42", "callback of 42: shipped 42");
	}

	@Test
	void duplicatedDeliveryIsHandledTwiceWithoutAStore() {
		assertThat(handledOfADuplicate("/inbox")).containsExactly("twice, retried 0", "twice, retried 0");
	}

	@Test
	void duplicatedDeliveryIsHandledOnceWithTheStoreInMemory() {
		this.store.delegate = new InMemoryDeliveryStore(100);
		assertThat(handledOfADuplicate("/once")).containsExactly("twice");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void duplicatedDeliveryIsHandledOnceWithTheStoreInRedis(boolean reactive) {
		try (RedisServer redis = RedisServer.start()) {
			LettuceConnectionFactory connections = new LettuceConnectionFactory("127.0.0.1", redis.port());
			connections.afterPropertiesSet();
			connections.start();
			try {
				this.store.delegate = reactive
						? RedisDeliveryStore.reactive(new ReactiveStringRedisTemplate(connections), "shop:")
						: RedisDeliveryStore.blocking(new StringRedisTemplate(connections), "shop:");
				assertThat(handledOfADuplicate("/once")).containsExactly("twice");
			}
			finally {
				connections.destroy();
			}
		}
	}

	private List<String> handledOfADuplicate(String path) {
		this.server.faults().to(path).next(1).deliverTwice();
		this.qstash.publish(path, "twice").block();
		this.server.awaitIdle();
		this.server.faults().assertAllHit();
		return this.inbox.received;
	}

	record Order(String id) {

	}

	static class Listeners {

		private final Inbox inbox;

		Listeners(Inbox inbox) {
			this.inbox = inbox;
		}

		@QStashListener("/orders")
		String order(Order order) {
			this.inbox.received.add("order " + order.id());
			return "shipped " + order.id();
		}

		@QStashListener("/callbacks")
		void called(QStashCallback<Order> callback) {
			Order order = callback.sourceBody();
			this.inbox.received.add("callback of " + order.id() + ": " + callback.bodyAsText());
		}

	}

	@RestController
	@RequestMapping("/inbox")
	static class Inbox extends BlockingQStashController<String> {

		private final List<String> received = new CopyOnWriteArrayList<>();

		@Override
		protected @Nullable Object handle(QStashDelivery<String> delivery) {
			this.received.add(delivery.payload() + ", retried " + delivery.retried());
			if (delivery.payload().equals("give up")) {
				throw new NonRetryableDeliveryException("as asked");
			}
			if (delivery.payload().equals("in 90 s") && delivery.retried() == 0) {
				throw new RetryDeliveryException(Duration.ofSeconds(90));
			}
			return null;
		}

	}

	@RestController
	@RequestMapping("/failures")
	static class Failures extends BlockingQStashController<QStashFailureCallback<Order>> {

		private final Inbox inbox;

		Failures(Inbox inbox) {
			this.inbox = inbox;
		}

		@Override
		protected @Nullable Object handle(QStashDelivery<QStashFailureCallback<Order>> delivery) {
			QStashFailureCallback<Order> failure = delivery.payload();
			this.inbox.received.add("failure " + failure.status() + " of " + failure.sourceBody() + " from "
					+ new String(failure.sourceBytes(), StandardCharsets.UTF_8) + ", dead letter " + failure.dlqId());
			return null;
		}

	}

	@RestController
	@RequestMapping("/once")
	static class Once extends BlockingQStashController<String> {

		private final Inbox inbox;

		Once(Inbox inbox) {
			this.inbox = inbox;
		}

		@Override
		protected IdempotencySettings idempotency(IdempotencySettings configured) {
			return configured.withEnabled(true);
		}

		@Override
		protected @Nullable Object handle(QStashDelivery<String> delivery) {
			this.inbox.received.add(delivery.payload());
			return null;
		}

	}

	static class Store implements QStashDeliveryStore {

		private volatile QStashDeliveryStore delegate = new InMemoryDeliveryStore(100);

		@Override
		public Mono<State> begin(Attempt attempt, Duration inProgressTimeout) {
			return this.delegate.begin(attempt, inProgressTimeout);
		}

		@Override
		public Mono<Void> complete(Attempt attempt, Duration ttl) {
			return this.delegate.complete(attempt, ttl);
		}

		@Override
		public Mono<Void> release(Attempt attempt) {
			return this.delegate.release(attempt);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Failures.class, Inbox.class, Listeners.class, Once.class, Store.class })
	static class Application {

	}

}
