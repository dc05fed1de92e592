package io.github.qstash.autoconfigure.receive;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.autoconfigure.QStashConnectionDetails;
import io.github.qstash.autoconfigure.QStashProperties;
import io.github.qstash.message.QStashPublicUrl;
import io.github.qstash.receive.AbstractQStashController;
import io.github.qstash.receive.IdempotencySettings;
import io.github.qstash.receive.PayloadConverter;
import io.github.qstash.receive.QStashController;
import io.github.qstash.receive.QStashDeliveryExceptionHandler;
import io.github.qstash.receive.QStashDeliveryStore;
import io.github.qstash.receive.QStashReceiver;
import io.github.qstash.receive.UrlCheck;
import io.github.qstash.receive.reactive.CodecPayloads;
import io.github.qstash.receive.reactive.QStashRequestArgumentResolver;
import io.github.qstash.receive.servlet.MessageConverterPayloads;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.QStashSigningKeys;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.http.codec.HttpMessageReader;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Auto-configuration of what a {@link QStashController} needs.
 * <p>
 * The beans that need a signing key are lazy, so that an application that only publishes
 * starts without one. An application with a controller does not.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = { QStashAutoConfiguration.class, JacksonAutoConfiguration.class })
@Import(SigningKeysConfiguration.class)
public final class QStashReceiverAutoConfiguration {

	private static final Log logger = LogFactory.getLog(QStashReceiverAutoConfiguration.class);

	/*
	 * What keeps an application from receiving is known when it starts.
	 */
	@Bean
	static LazyInitializationExcludeFilter qstashControllersAreNotLazy() {
		return LazyInitializationExcludeFilter.forBeanTypes(AbstractQStashController.class);
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	QStashSignatureVerifier qstashSignatureVerifier(QStashSigningKeys signingKeys,
			QStashConnectionDetails connectionDetails, QStashProperties properties) {
		return new QStashSignatureVerifier(signingKeys, connectionDetails.getClock(),
				clockTolerance(properties.getReceiver()));
	}

	private static Duration clockTolerance(QStashProperties.Receiver properties) {
		Duration tolerance = properties.getClockTolerance();
		Duration max = QStashSignatureVerifier.MAX_CLOCK_TOLERANCE;
		if (tolerance.isNegative() || tolerance.compareTo(max) > 0) {
			throw new InvalidConfigurationPropertyValueException("qstash.receiver.clock-tolerance", tolerance,
					"The tolerance must be between zero and " + max.toMinutes()
							+ " minutes, because deliveries can be replayed for as long as it lasts.");
		}
		return tolerance;
	}

	@Bean
	PublicUrlRequirement qstashPublicUrlRequirement(ApplicationContext applicationContext, QStashPublicUrl publicUrl) {
		return new PublicUrlRequirement(applicationContext, publicUrl);
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	QStashReceiver qstashReceiver(QStashSignatureVerifier verifier, QStashPublicUrl publicUrl,
			QStashProperties properties, ObjectProvider<JsonMapper> jsonMapper,
			ObjectProvider<QStashDeliveryExceptionHandler> exceptionHandlers,
			ObjectProvider<ObservationRegistry> observationRegistry, ObjectProvider<PayloadConverter> payloadConverter,
			@Qualifier("qstashBlockingScheduler") ObjectProvider<Scheduler> blockingScheduler,
			PublicUrlRequirement publicUrlRequirement, ObjectProvider<QStashDeliveryStore> deliveryStore) {
		QStashProperties.Receiver receiverProperties = properties.getReceiver();
		if (receiverProperties.getUrlCheck() == UrlCheck.FULL) {
			publicUrlRequirement.require();
		}
		QStashReceiver.Builder receiver = QStashReceiver.builder(verifier)
			.publicUrl(publicUrl)
			.urlCheck(receiverProperties.getUrlCheck())
			.maxBodySize(receiverProperties.getMaxBodySize())
			.bodyTimeout(receiverProperties.getBodyTimeout())
			.exceptionHandlers(exceptionHandlers.orderedStream().toList())
			.idempotency(idempotency(receiverProperties.getIdempotency()))
			.deliveryStore(SingletonSupplier.of(() -> chosen(deliveryStore.getIfAvailable())));
		jsonMapper.ifAvailable(receiver::jsonMapper);
		observationRegistry.ifUnique(receiver::observationRegistry);
		payloadConverter.ifUnique(receiver::payloadConverter);
		blockingScheduler.ifAvailable(receiver::blockingScheduler);
		return receiver.build();
	}

	private static QStashDeliveryStore chosen(@Nullable QStashDeliveryStore store) {
		if (store == null) {
			throw new MissingQStashDeliveryStoreException();
		}
		logger.info("Which messages were handled is remembered by "
				+ ClassUtils.getShortName(ClassUtils.getUserClass(store)));
		return store;
	}

	private static IdempotencySettings idempotency(QStashProperties.Receiver.Idempotency properties) {
		IdempotencySettings settings = IdempotencySettings.defaults().withEnabled(properties.isEnabled());
		settings = option("ttl", properties.getTtl(), settings::withTtl);
		return option("in-progress-timeout", properties.getInProgressTimeout(), settings::withInProgressTimeout);
	}

	private static IdempotencySettings option(String name, Duration value,
			Function<Duration, IdempotencySettings> option) {
		try {
			return option.apply(value);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException("qstash.receiver.idempotency." + name, value,
					String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Gives handler methods of Spring MVC the raw request.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(WebMvcConfigurer.class)
	static class ServletConfiguration {

		@Bean
		@ConditionalOnMissingBean
		io.github.qstash.receive.servlet.QStashRequestArgumentResolver qstashRequestArgumentResolver(
				Environment environment) {
			return new io.github.qstash.receive.servlet.QStashRequestArgumentResolver(
					environment.containsProperty("spring.mvc.async.request-timeout"));
		}

		@Bean
		@ConditionalOnMissingBean(PayloadConverter.class)
		MessageConverterPayloads qstashPayloadConverter(
				@Qualifier("requestMappingHandlerAdapter") ObjectProvider<RequestMappingHandlerAdapter> adapter) {
			// asked late: the adapter needs the configurer below, which needs the
			// resolver
			return new MessageConverterPayloads(
					() -> adapter.stream().flatMap((candidate) -> candidate.getMessageConverters().stream()).toList());
		}

		@Bean
		@ConditionalOnMissingBean(name = "qstashWebMvcConfigurer")
		WebMvcConfigurer qstashWebMvcConfigurer(
				io.github.qstash.receive.servlet.QStashRequestArgumentResolver argumentResolver) {
			return new WebMvcConfigurer() {

				@Override
				public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
					resolvers.add(argumentResolver);
				}

			};
		}

	}

	/**
	 * Gives handler methods of Spring WebFlux the raw request.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(WebFluxConfigurer.class)
	static class ReactiveConfiguration {

		@Bean
		@ConditionalOnMissingBean
		QStashRequestArgumentResolver qstashRequestArgumentResolver() {
			return new QStashRequestArgumentResolver();
		}

		@Bean
		@ConditionalOnMissingBean(PayloadConverter.class)
		CodecPayloads qstashPayloadConverter(ObjectProvider<ServerCodecConfigurer> codecs) {
			return new CodecPayloads(
					() -> codecs.stream().flatMap((configurer) -> readers(configurer).stream()).toList());
		}

		// qstash.receiver.max-body-size is the limit here, as it is for JSON
		private static List<HttpMessageReader<?>> readers(ServerCodecConfigurer configurer) {
			ServerCodecConfigurer unlimited = configurer.clone();
			unlimited.defaultCodecs().maxInMemorySize(-1);
			return unlimited.getReaders();
		}

		@Bean
		@ConditionalOnMissingBean(name = "qstashWebFluxConfigurer")
		WebFluxConfigurer qstashWebFluxConfigurer(QStashRequestArgumentResolver argumentResolver) {
			return new WebFluxConfigurer() {

				@Override
				public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
					configurer.addCustomResolver(argumentResolver);
				}

			};
		}

	}

}
