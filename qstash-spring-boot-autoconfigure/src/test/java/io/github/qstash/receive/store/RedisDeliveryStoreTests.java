package io.github.qstash.receive.store;

import java.time.Duration;
import java.util.UUID;

import io.github.qstash.receive.QStashDeliveryStore;
import io.github.qstash.receive.QStashDeliveryStore.Attempt;
import io.github.qstash.testing.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisDeliveryStore} against a Redis server.
 */
class RedisDeliveryStoreTests {

	private static final String PREFIX = "shop:";

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final Duration LONG = Duration.ofMinutes(5);

	private static RedisServer server;

	private static LettuceConnectionFactory connections;

	@BeforeAll
	static void start() {
		server = RedisServer.start();
		connections = connect(server.port());
	}

	@AfterAll
	static void stop() {
		if (server != null) {
			connections.destroy();
			server.close();
		}
	}

	private static LettuceConnectionFactory connect(int port) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration("127.0.0.1", port));
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	@Test
	void shouldBeSharedByInstances() {
		LettuceConnectionFactory other = connect(server.port());
		try {
			QStashDeliveryStore otherInstance = RedisDeliveryStore.blocking(new StringRedisTemplate(other), PREFIX);
			QStashDeliveryStore oneInstance = RedisDeliveryStore.reactive(new ReactiveStringRedisTemplate(connections),
					PREFIX);
			assertThat(oneInstance.begin(new Attempt("shared", "owner"), LONG).block(LIMIT))
				.isEqualTo(QStashDeliveryStore.State.NEW);
			assertThat(otherInstance.begin(new Attempt("shared", "other"), LONG).block(LIMIT))
				.isEqualTo(QStashDeliveryStore.State.IN_PROGRESS);
		}
		finally {
			other.destroy();
		}
	}

	@Test
	void whenRedisCannotBeReachedThenSignalsAnError() {
		LettuceConnectionFactory nowhere = connect(1);
		try {
			QStashDeliveryStore store = RedisDeliveryStore.blocking(new StringRedisTemplate(nowhere), PREFIX);
			StepVerifier.create(store.begin(new Attempt("unknown", "owner"), LONG))
				.expectError(DataAccessException.class)
				.verify(LIMIT);
		}
		finally {
			nowhere.destroy();
		}
	}

	@Nested
	class Reactive extends RedisContract {

		private final QStashDeliveryStore store = RedisDeliveryStore
			.reactive(new ReactiveStringRedisTemplate(connections), PREFIX);

		@Override
		QStashDeliveryStore store() {
			return this.store;
		}

	}

	@Nested
	class Blocking extends RedisContract {

		private final QStashDeliveryStore store = RedisDeliveryStore.blocking(new StringRedisTemplate(connections),
				PREFIX);

		@Override
		QStashDeliveryStore store() {
			return this.store;
		}

	}

	abstract static class RedisContract extends DeliveryStoreContract {

		private final StringRedisTemplate redis = new StringRedisTemplate(connections);

		// Redis has a time of its own: the key is what shows that it has passed
		@Override
		void letTimePass(String id) {
			long limit = System.nanoTime() + LIMIT.toNanos();
			while (this.redis.hasKey(PREFIX + id)) {
				assertThat(System.nanoTime()).isLessThan(limit);
			}
		}

		@Test
		void shouldKeepNothingForEver() {
			Attempt attempt = new Attempt("lifetimes:" + UUID.randomUUID(), "owner");
			begin(attempt);
			assertThat(this.redis.getExpire(PREFIX + attempt.id())).isBetween(1L, 300L);
			run(store().complete(attempt, Duration.ofDays(1)));
			assertThat(this.redis.getExpire(PREFIX + attempt.id())).isBetween(301L, 86_400L);
		}

	}

}
