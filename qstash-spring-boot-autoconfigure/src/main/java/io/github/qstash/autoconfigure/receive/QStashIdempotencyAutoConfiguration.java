package io.github.qstash.autoconfigure.receive;

import io.github.qstash.autoconfigure.QStashAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration of what remembers deliveries: Redis if the application has it, else
 * memory. All stores are lazy, since only those who want messages to be handled once need
 * one.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = QStashAutoConfiguration.class, before = QStashReceiverAutoConfiguration.class,
		afterName = { "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
				"org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration" })
@Import({ DeliveryStoreConfigurations.ReactiveRedis.class, DeliveryStoreConfigurations.BlockingRedis.class,
		DeliveryStoreConfigurations.InMemory.class })
public final class QStashIdempotencyAutoConfiguration {

}
