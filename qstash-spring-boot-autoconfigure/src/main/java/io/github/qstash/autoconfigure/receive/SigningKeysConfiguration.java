package io.github.qstash.autoconfigure.receive;

import java.time.Duration;

import io.github.qstash.autoconfigure.QStashConnectionDetails;
import io.github.qstash.autoconfigure.QStashProperties;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.signature.QStashSigningKeys;
import io.github.qstash.signature.SigningKeys;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

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
	@ConditionalOnBooleanProperty("qstash.receiver.signing-keys.fetch")
	@ConditionalOnMissingBean(QStashSigningKeys.class)
	FetchedSigningKeys fetchedQStashSigningKeys(QStashConnectionDetails connectionDetails, QStashTemplate template,
			QStashProperties properties) {
		QStashProperties.Receiver.SigningKeys settings = properties.getReceiver().getSigningKeys();
		Mono<SigningKeys> source = template.signingKeys()
			.get()
			.map((keys) -> SigningKeys.of(keys.current(), keys.next()));
		return new FetchedSigningKeys(source, ConfiguredSigningKeys.find(connectionDetails),
				new FetchedSigningKeys.Settings(atLeastASecond("refresh-interval", settings.getRefreshInterval()),
						atLeastASecond("refresh-pause", settings.getRefreshPause()), PATIENCE),
				Schedulers.parallel());
	}

	private static Duration atLeastASecond(String name, Duration duration) {
		if (duration.toSeconds() < 1) {
			throw new InvalidConfigurationPropertyValueException("qstash.receiver.signing-keys." + name, duration,
					"It must be at least a second.");
		}
		return duration;
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	QStashSigningKeys qstashSigningKeys(QStashConnectionDetails connectionDetails) {
		return ConfiguredSigningKeys.of(connectionDetails);
	}

}
