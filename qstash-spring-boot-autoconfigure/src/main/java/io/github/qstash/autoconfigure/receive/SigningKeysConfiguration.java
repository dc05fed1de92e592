package io.github.qstash.autoconfigure.receive;

import io.github.qstash.autoconfigure.QStashConnectionDetails;
import io.github.qstash.signature.QStashSigningKeys;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Where the signing keys come from.
 */
@Configuration(proxyBeanMethods = false)
class SigningKeysConfiguration {

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	QStashSigningKeys qstashSigningKeys(QStashConnectionDetails connectionDetails) {
		return ConfiguredSigningKeys.of(connectionDetails);
	}

}
