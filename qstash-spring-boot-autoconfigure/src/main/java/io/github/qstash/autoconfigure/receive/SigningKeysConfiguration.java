package io.github.qstash.autoconfigure.receive;

import java.time.Duration;

import io.github.qstash.autoconfigure.QStashConnectionDetails;
import io.github.qstash.autoconfigure.QStashProperties;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.client.SigningKeysOperations;
import io.github.qstash.signature.QStashSigningKeys;
import io.github.qstash.signature.SigningKeys;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Where the signing keys come from: from QStash if that is wanted, else from the
 * configuration.
 */
@Configuration(proxyBeanMethods = false)
class SigningKeysConfiguration {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	QStashSigningKeys qstashSigningKeys(QStashConnectionDetails connectionDetails) {
		return ConfiguredSigningKeys.of(connectionDetails).required();
	}

	/**
	 * Asks QStash.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty("qstash.receiver.signing-keys.fetch")
	@ConditionalOnMissingBean(QStashSigningKeys.class)
	static class FetchConfiguration {

		@Bean
		SigningKeysFetcher qstashSigningKeysFetcher(QStashConnectionDetails connectionDetails,
				ObjectProvider<SigningKeysOperations> operations, ObjectProvider<QStashTemplate> template,
				QStashProperties properties) {
			QStashProperties.Receiver.SigningKeys times = properties.getReceiver().getSigningKeys();
			SigningKeysFetcher.Settings settings = new SigningKeysFetcher.Settings(
					atLeastASecond("refresh-interval", times.getRefreshInterval()),
					atLeastASecond("refresh-pause", times.getRefreshPause()), PATIENCE);
			return new SigningKeysFetcher(() -> source(operations.getIfAvailable(() -> operationsOf(template))),
					ConfiguredSigningKeys.of(connectionDetails), settings, Schedulers.parallel());
		}

		@Bean
		@Lazy
		QStashSigningKeys qstashSigningKeys(SigningKeysFetcher fetcher) {
			return fetcher.keys();
		}

		private static Mono<SigningKeys> source(SigningKeysOperations operations) {
			return operations.get().map((keys) -> SigningKeys.of(keys.current(), keys.next()));
		}

		private static SigningKeysOperations operationsOf(ObjectProvider<QStashTemplate> templates) {
			QStashTemplate template = templates.getIfAvailable();
			if (template == null) {
				throw new InvalidConfigurationPropertyValueException("qstash.receiver.signing-keys.fetch", true,
						"The QStashOperations of this application are no QStashTemplate, which could ask for the keys. "
								+ "Define a bean of the type SigningKeysOperations or of the type QStashSigningKeys.");
			}
			return template.signingKeys();
		}

		private static Duration atLeastASecond(String name, Duration duration) {
			if (duration.toSeconds() < 1) {
				throw new InvalidConfigurationPropertyValueException("qstash.receiver.signing-keys." + name, duration,
						"It must be at least a second.");
			}
			return duration;
		}

	}

}
