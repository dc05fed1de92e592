package io.github.qstash.autoconfigure.receive;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.qstash.autoconfigure.QStashProperties;
import io.github.qstash.receive.QStashDeliveryStore;
import io.github.qstash.receive.store.InMemoryDeliveryStore;
import io.github.qstash.receive.store.RedisDeliveryStore;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * The stores among which {@link QStashIdempotencyAutoConfiguration} chooses, best first.
 */
final class DeliveryStoreConfigurations {

	private DeliveryStoreConfigurations() {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ReactiveStringRedisTemplate.class)
	@ConditionalOnSingleCandidate(ReactiveStringRedisTemplate.class)
	@ConditionalOnMissingBean(QStashDeliveryStore.class)
	static class ReactiveRedis {

		@Bean
		@Lazy
		RedisDeliveryStore qstashDeliveryStore(ReactiveStringRedisTemplate redis, QStashProperties properties) {
			return RedisDeliveryStore.reactive(redis, properties.getReceiver().getIdempotency().getKeyPrefix());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(StringRedisTemplate.class)
	@ConditionalOnSingleCandidate(StringRedisTemplate.class)
	@ConditionalOnMissingBean(QStashDeliveryStore.class)
	static class BlockingRedis {

		@Bean
		@Lazy
		RedisDeliveryStore qstashDeliveryStore(StringRedisTemplate redis, QStashProperties properties) {
			return RedisDeliveryStore.blocking(redis, properties.getReceiver().getIdempotency().getKeyPrefix());
		}

	}

	/**
	 * Not for an application with Redis, whose instances would not know of each other.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Caffeine.class)
	@ConditionalOnMissingBean(value = QStashDeliveryStore.class,
			type = { "org.springframework.data.redis.core.ReactiveStringRedisTemplate",
					"org.springframework.data.redis.core.StringRedisTemplate" })
	static class InMemory {

		@Bean
		@Lazy
		InMemoryDeliveryStore qstashDeliveryStore(QStashProperties properties) {
			long maxEntries = properties.getReceiver().getIdempotency().getMaxEntries();
			if (maxEntries < 1) {
				throw new InvalidConfigurationPropertyValueException("qstash.receiver.idempotency.max-entries",
						maxEntries, "It must be greater than 0.");
			}
			return new InMemoryDeliveryStore(maxEntries);
		}

	}

}
