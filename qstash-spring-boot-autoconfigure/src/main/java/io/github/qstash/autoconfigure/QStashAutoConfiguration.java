package io.github.qstash.autoconfigure;

import java.net.URI;
import java.time.Duration;

import io.github.qstash.client.QStashBatchSettings;
import io.github.qstash.client.QStashHttpClientCustomizer;
import io.github.qstash.client.QStashMessageCustomizer;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.client.QStashRetryPolicy;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.message.QStashPublicUrl;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the {@link QStashTemplate}.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = { HttpClientAutoConfiguration.class, JacksonAutoConfiguration.class })
@EnableConfigurationProperties(QStashProperties.class)
public final class QStashAutoConfiguration {

	private static final Log logger = LogFactory.getLog(QStashAutoConfiguration.class);

	// as Netty counts milliseconds
	private static final Duration LONGEST_TIMEOUT = Duration.ofDays(24);

	private final @Nullable QStashProxy proxy;

	QStashAutoConfiguration(QStashProperties properties) {
		URI publicUrl = properties.getPublicUrl();
		if (publicUrl != null) {
			BaseUrl.of("qstash.public-url", publicUrl.toString());
		}
		QStashProperties.Client client = properties.getClient();
		requireTimeout("qstash.client.connect-timeout", client.getConnectTimeout());
		requireTimeout("qstash.client.response-timeout", client.getResponseTimeout());
		requireTimeout("qstash.client.ssl.handshake-timeout", client.getSsl().getHandshakeTimeout());
		this.proxy = QStashProxy.of(client.getProxy());
	}

	private static void requireTimeout(String property, @Nullable Duration timeout) {
		if (timeout != null && (timeout.compareTo(Duration.ZERO) <= 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0)) {
			throw new InvalidConfigurationPropertyValueException(property, timeout,
					"It must be greater than 0 and at most 24 days.");
		}
	}

	@Bean
	@ConditionalOnMissingBean(QStashConnectionDetails.class)
	PropertiesQStashConnectionDetails qstashConnectionDetails(QStashProperties properties, Environment environment) {
		return new PropertiesQStashConnectionDetails(properties, environment);
	}

	@Bean
	@ConditionalOnMissingBean
	QStashPublicUrl qstashPublicUrl(QStashProperties properties) {
		return properties::getPublicUrl;
	}

	@Bean
	QStashConnections qstashConnections(QStashProperties properties) {
		return new QStashConnections(properties.getClient());
	}

	@Bean
	@ConditionalOnMissingBean
	QStashRetryPolicy qstashRetryPolicy(QStashProperties properties) {
		QStashProperties.Client.Retry retry = properties.getClient().getRetry();
		QStashRetryPolicy.Builder policy = QStashRetryPolicy.builder()
			.generateDeduplicationIds(retry.isGenerateDeduplicationIds());
		PropertyOption.set("qstash.client.retry.max-retries", retry.getMaxRetries(), policy::maxRetries);
		PropertyOption.set("qstash.client.retry.first-backoff", retry.getFirstBackoff(), policy::firstBackoff);
		PropertyOption.set("qstash.client.retry.max-backoff", retry.getMaxBackoff(), policy::maxBackoff);
		PropertyOption.set("qstash.client.retry.max-wait", retry.getMaxWait(), policy::maxWait);
		return policy.build();
	}

	@Bean
	@ConditionalOnMissingBean
	QStashBatchSettings qstashBatchSettings(QStashProperties properties) {
		QStashProperties.Batch batch = properties.getBatch();
		QStashBatchSettings.Builder settings = QStashBatchSettings.builder().failFast(batch.isFailFast());
		PropertyOption.set("qstash.batch.max-messages", batch.getMaxMessages(), settings::maxMessages);
		PropertyOption.set("qstash.batch.max-size", batch.getMaxSize(), (size) -> settings.maxBytes(size.toBytes()));
		PropertyOption.set("qstash.batch.max-wait", batch.getMaxWait(), settings::maxWait);
		PropertyOption.set("qstash.batch.concurrency", batch.getConcurrency(), settings::concurrency);
		return settings.build();
	}

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	PropertiesMessageCustomizer qstashPropertiesMessageCustomizer(QStashProperties properties) {
		return new PropertiesMessageCustomizer(properties.getPublish());
	}

	/*
	 * Lazy, so that an application that only receives needs no token. One that injects
	 * the template still fails at startup.
	 */
	@Bean
	@Lazy
	@ConditionalOnMissingBean(QStashOperations.class)
	QStashTemplate qstashTemplate(QStashConnectionDetails connectionDetails, QStashProperties properties,
			QStashPublicUrl publicUrl, QStashRetryPolicy retryPolicy, QStashBatchSettings batchSettings,
			ObjectProvider<JsonMapper> jsonMapper, ObjectProvider<HttpClientSettings> httpClientSettings,
			ObjectProvider<SslBundles> sslBundles, ObjectProvider<QStashHttpClientCustomizer> httpClientCustomizers,
			ObjectProvider<QStashMessageCustomizer> messageCustomizers,
			ObjectProvider<ObservationRegistry> observationRegistry, QStashConnections connections) {
		String token = connectionDetails.getToken();
		if (token == null) {
			throw new MissingQStashTokenException();
		}
		BaseUrl url = BaseUrl.of("qstash.url", connectionDetails.getUrl());
		if (url.isReadableOnTheWay()) {
			logger.warn("The QStash token is sent to " + url + " without encryption, use https instead");
		}
		QStashTemplate.Builder template = QStashTemplate.builder()
			.url(url.toString())
			.token(token)
			.httpClient(QStashHttpClients.create(connections::client, properties.getClient(), this.proxy,
					httpClientSettings.getIfAvailable(HttpClientSettings::defaults), sslBundles.getIfAvailable(),
					httpClientCustomizers.orderedStream().toList()))
			.publicUrl(publicUrl)
			.retryPolicy(retryPolicy)
			.batchSettings(batchSettings)
			.forwardTraces(properties.getPublish().isForwardTraces())
			.customizers(messageCustomizers.orderedStream().toList())
			.maxResponseSize(properties.getClient().getMaxResponseSize().toBytes());
		jsonMapper.ifAvailable(template::jsonMapper);
		observationRegistry.ifAvailable(template::observationRegistry);
		QStashTemplate built = template.build();
		connections.usedBy(built);
		return built;
	}

}
