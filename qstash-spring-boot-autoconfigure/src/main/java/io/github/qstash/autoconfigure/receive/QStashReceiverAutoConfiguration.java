package io.github.qstash.autoconfigure.receive;

import java.time.Clock;

import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.autoconfigure.QStashConnectionDetails;
import io.github.qstash.autoconfigure.QStashProperties;
import io.github.qstash.message.QStashPublicUrl;
import io.github.qstash.receive.QStashController;
import io.github.qstash.receive.QStashReceiver;
import io.github.qstash.receive.reactive.QStashRequestArgumentResolver;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.SigningKeys;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;

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

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	QStashSignatureVerifier qstashSignatureVerifier(QStashConnectionDetails connectionDetails,
			QStashProperties properties) {
		String current = connectionDetails.getCurrentSigningKey();
		if (current == null) {
			throw new MissingQStashSigningKeyException();
		}
		return new QStashSignatureVerifier(SigningKeys.of(current, connectionDetails.getNextSigningKey()),
				Clock.systemUTC(), properties.getReceiver().getClockTolerance());
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	QStashReceiver qstashReceiver(QStashSignatureVerifier verifier, QStashPublicUrl publicUrl,
			QStashProperties properties, ObjectProvider<JsonMapper> jsonMapper,
			ConfigurableApplicationContext applicationContext) {
		QStashProperties.Receiver receiverProperties = properties.getReceiver();
		applicationContext
			.addApplicationListener(new PublicUrlRequirement(receiverProperties.getUrlCheck(), publicUrl));
		QStashReceiver.Builder receiver = QStashReceiver.builder(verifier)
			.publicUrl(publicUrl)
			.urlCheck(receiverProperties.getUrlCheck())
			.maxBodySize(receiverProperties.getMaxBodySize());
		jsonMapper.ifAvailable(receiver::jsonMapper);
		return receiver.build();
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
