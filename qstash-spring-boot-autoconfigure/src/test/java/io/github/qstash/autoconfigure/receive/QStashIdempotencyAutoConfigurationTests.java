package io.github.qstash.autoconfigure.receive;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.receive.IdempotencySettings;
import io.github.qstash.receive.QStashController;
import io.github.qstash.receive.QStashDelivery;
import io.github.qstash.receive.QStashDeliveryStore;
import io.github.qstash.receive.store.InMemoryDeliveryStore;
import io.github.qstash.receive.store.RedisDeliveryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Mockito;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link QStashIdempotencyAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class QStashIdempotencyAutoConfigurationTests {

	private static final String ENABLED = "qstash.receiver.idempotency.enabled=true";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QStashAutoConfiguration.class,
				QStashIdempotencyAutoConfiguration.class, QStashReceiverAutoConfiguration.class))
		.withPropertyValues("qstash.current-signing-key=sig_current", "qstash.next-signing-key=sig_next");

	private final ApplicationContextRunner redisRunner = this.runner
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class));

	@Test
	void whenThereIsNoRedisThenRemembersInMemory() {
		this.runner.run((context) -> assertThat(context).getBean(QStashDeliveryStore.class)
			.isInstanceOf(InMemoryDeliveryStore.class));
	}

	@Test
	void whenRedisLibraryIsMissingThenRemembersInMemory() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
			.run((context) -> assertThat(context).getBean(QStashDeliveryStore.class)
				.isInstanceOf(InMemoryDeliveryStore.class));
	}

	@Test
	void whenThereIsRedisThenRemembersInRedisWithoutBlocking() {
		this.redisRunner.withConfiguration(AutoConfigurations.of(DataRedisReactiveAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(QStashDeliveryStore.class)
				.hasBean("io.github.qstash.autoconfigure.receive.DeliveryStoreConfigurations$ReactiveRedis")
				.getBean(QStashDeliveryStore.class)
				.isInstanceOf(RedisDeliveryStore.class));
	}

	@Test
	void whenRedisClientIsNotReactiveThenRemembersInRedisNevertheless() {
		this.redisRunner.run((context) -> assertThat(context).hasSingleBean(QStashDeliveryStore.class)
			.hasBean("io.github.qstash.autoconfigure.receive.DeliveryStoreConfigurations$BlockingRedis")
			.getBean(QStashDeliveryStore.class)
			.isInstanceOf(RedisDeliveryStore.class));
	}

	@Test
	void whenItIsNotClearWhichRedisIsMeantThenDoesNotRememberInMemory() {
		ApplicationContextRunner several = this.redisRunner.withPropertyValues(ENABLED)
			.withUserConfiguration(Shipments.class)
			.withBean("sessions", StringRedisTemplate.class, () -> mock(StringRedisTemplate.class));
		several.withBean("messages", StringRedisTemplate.class, () -> mock(StringRedisTemplate.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(MissingQStashDeliveryStoreException.class,
						(ex) -> assertThat(new MissingQStashDeliveryStoreFailureAnalyzer().analyze(ex, ex).getAction())
							.contains("'StringRedisTemplate'", "'@Primary'")));
		several
			.withBean("messages", StringRedisTemplate.class, () -> mock(StringRedisTemplate.class),
					(definition) -> ((AbstractBeanDefinition) definition).setPrimary(true))
			.run((context) -> assertThat(context).getBean(QStashDeliveryStore.class)
				.isInstanceOf(RedisDeliveryStore.class));
	}

	@Test
	void storeIsToldOnce(CapturedOutput output) {
		this.runner.withPropertyValues(ENABLED)
			.withUserConfiguration(Shipments.class, Always.class)
			.run((context) -> assertThat(output)
				.containsOnlyOnce("Which messages were handled is remembered by InMemoryDeliveryStore"));
	}

	@Test
	void whenStoreIsDefinedThenIsTheOnlyOne() {
		QStashDeliveryStore store = Mockito.mock();
		this.redisRunner.withBean("own", QStashDeliveryStore.class, () -> store)
			.run((context) -> assertThat(context).getBean(QStashDeliveryStore.class).isSameAs(store));
	}

	@Test
	void whenNotEnabledThenStoreIsNotCreated() {
		this.runner.withUserConfiguration(Shipments.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getSourceApplicationContext().getBeanFactory().containsSingleton("qstashDeliveryStore"))
				.isFalse();
		});
	}

	@Test
	void whenEnabledThenStoreIsCreated() {
		this.runner.withPropertyValues(ENABLED)
			.withUserConfiguration(Shipments.class)
			.run((context) -> assertThat(
					context.getSourceApplicationContext().getBeanFactory().containsSingleton("qstashDeliveryStore"))
				.isTrue());
	}

	@Test
	void whenThereIsNoStoreThenDoesNotStart() {
		this.runner.withPropertyValues(ENABLED)
			.withClassLoader(new FilteredClassLoader(Caffeine.class))
			.withUserConfiguration(Shipments.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MissingQStashDeliveryStoreException.class));
	}

	@Test
	void whenThereIsNoStoreThenSaysWhatToAdd(CapturedOutput output) {
		SpringApplication application = new SpringApplication(WithoutStore.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatException().isThrownBy(() -> application.run("--qstash.current-signing-key=sig_a",
				"--qstash.next-signing-key=sig_b", "--" + ENABLED));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("'qstash.receiver.idempotency.enabled'")
			.contains("'org.springframework.boot:spring-boot-starter-data-redis'")
			.contains("'com.github.ben-manes.caffeine:caffeine'")
			.contains("'io.github.qstash.receive.QStashDeliveryStore'");
	}

	@Test
	void controllerDecidesForItself() {
		this.runner.withClassLoader(new FilteredClassLoader(Caffeine.class))
			.withUserConfiguration(Once.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MissingQStashDeliveryStoreException.class));
		this.runner.withClassLoader(new FilteredClassLoader(Caffeine.class))
			.withPropertyValues(ENABLED)
			.withUserConfiguration(Always.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void controllerIsToldWhatIsConfigured() {
		this.runner
			.withPropertyValues(ENABLED, "qstash.receiver.idempotency.ttl=7d",
					"qstash.receiver.idempotency.in-progress-timeout=30s")
			.withUserConfiguration(Always.class)
			.run((context) -> {
				IdempotencySettings configured = context.getBean(Always.class).configured;
				assertThat(configured)
					.isEqualTo(new IdempotencySettings(true, Duration.ofDays(7), Duration.ofSeconds(30)));
			});
		this.runner.withUserConfiguration(Always.class)
			.run((context) -> assertThat(context.getBean(Always.class).configured)
				.isEqualTo(IdempotencySettings.defaults()));
	}

	@ParameterizedTest
	@CsvSource({ "ttl, 0", "ttl, -1s", "in-progress-timeout, 0", "max-entries, 0" })
	void whenValueCannotBeMeantThenDoesNotStartAndSaysWhich(String property, String value) {
		this.runner.withPropertyValues(ENABLED, "qstash.receiver.idempotency." + property + "=" + value)
			.withUserConfiguration(Shipments.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(ex) -> assertThat(ex.getName()).isEqualTo("qstash.receiver.idempotency." + property)));
	}

	@RestController
	@RequestMapping("/shipments")
	static class Shipments extends QStashController<String> {

		@Override
		protected Mono<?> handle(QStashDelivery<String> delivery) {
			return Mono.empty();
		}

	}

	static class Once extends Shipments {

		@Override
		protected IdempotencySettings idempotency(IdempotencySettings configured) {
			return configured.withEnabled(true);
		}

	}

	static class Always extends Shipments {

		private IdempotencySettings configured;

		@Override
		protected IdempotencySettings idempotency(IdempotencySettings configured) {
			this.configured = configured;
			return configured.withEnabled(false);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ QStashAutoConfiguration.class, QStashReceiverAutoConfiguration.class })
	@Import(Shipments.class)
	static class WithoutStore {

	}

}
