package io.github.qstash.autoconfigure.receive;

import java.time.Duration;
import java.util.List;

import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.autoconfigure.QStashConnectionDetails;
import io.github.qstash.autoconfigure.QStashProperties;
import io.github.qstash.message.QStashPublicUrl;
import io.github.qstash.receive.QStashController;
import io.github.qstash.receive.QStashReceiver;
import io.github.qstash.receive.UrlCheck;
import io.github.qstash.receive.reactive.QStashRequestArgumentResolver;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.SigningKeys;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
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
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Auto-configuration of what a {@link QStashController} needs.
 * <p>
 * The beans that need a signing key are lazy, so that an application that only publishes
 * starts without one. An application with a controller does not.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = { QStashAutoConfiguration.class, JacksonAutoConfiguration.class })
public final class QStashReceiverAutoConfiguration {

	private static final Log logger = LogFactory.getLog(QStashReceiverAutoConfiguration.class);

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	QStashSignatureVerifier qstashSignatureVerifier(QStashConnectionDetails connectionDetails,
			QStashProperties properties) {
		String current = connectionDetails.getCurrentSigningKey();
		if (current == null) {
			throw new MissingQStashSigningKeyException();
		}
		String next = connectionDetails.getNextSigningKey();
		if (next == null) {
			logger.warn("Only the current signing key of QStash is known: after the next rotation of the keys all "
					+ "deliveries will be rejected. Set 'qstash.next-signing-key' as well");
		}
		return new QStashSignatureVerifier(SigningKeys.of(current, next), connectionDetails.getClock(),
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
			PublicUrlRequirement publicUrlRequirement) {
		QStashProperties.Receiver receiverProperties = properties.getReceiver();
		if (receiverProperties.getUrlCheck() == UrlCheck.FULL) {
			publicUrlRequirement.require();
		}
		QStashReceiver.Builder receiver = QStashReceiver.builder(verifier)
			.publicUrl(publicUrl)
			.urlCheck(receiverProperties.getUrlCheck())
			.maxBodySize(receiverProperties.getMaxBodySize())
			.bodyTimeout(receiverProperties.getBodyTimeout());
		jsonMapper.ifAvailable(receiver::jsonMapper);
		return receiver.build();
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
