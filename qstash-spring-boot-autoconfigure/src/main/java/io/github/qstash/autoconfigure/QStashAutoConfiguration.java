package io.github.qstash.autoconfigure;

import java.net.URI;
import java.time.Duration;

import io.github.qstash.client.QStashHttpClientCustomizer;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.message.QStashPublicUrl;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.ReactorHttpClientBuilder;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the {@link QStashTemplate}.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = { HttpClientAutoConfiguration.class, JacksonAutoConfiguration.class })
@EnableConfigurationProperties(QStashProperties.class)
public final class QStashAutoConfiguration {

	private static final Log logger = LogFactory.getLog(QStashAutoConfiguration.class);

	// shorter than load balancers keep an idle connection, so that no publish meets one
	// that was dropped
	private static final Duration MAX_IDLE_TIME = Duration.ofSeconds(30);

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);

	QStashAutoConfiguration(QStashProperties properties) {
		URI publicUrl = properties.getPublicUrl();
		if (publicUrl != null) {
			BaseUrl.of("qstash.public-url", publicUrl.toString());
		}
	}

	@Bean
	@ConditionalOnMissingBean(QStashConnectionDetails.class)
	PropertiesQStashConnectionDetails qstashConnectionDetails(QStashProperties properties) {
		return new PropertiesQStashConnectionDetails(properties);
	}

	@Bean
	@ConditionalOnMissingBean
	QStashPublicUrl qstashPublicUrl(QStashProperties properties) {
		return properties::getPublicUrl;
	}

	/*
	 * Not a candidate for injection: an application may have connection providers of its
	 * own.
	 */
	@Bean(defaultCandidate = false, destroyMethod = "dispose")
	@Lazy
	ConnectionProvider qstashConnectionProvider() {
		return ConnectionProvider.builder("qstash").maxIdleTime(MAX_IDLE_TIME).build();
	}

	/*
	 * Lazy, so that an application that only receives needs no token. One that injects
	 * the template still fails at startup.
	 */
	@Bean
	@Lazy
	@ConditionalOnMissingBean(QStashOperations.class)
	QStashTemplate qstashTemplate(QStashConnectionDetails connectionDetails, QStashProperties properties,
			QStashPublicUrl publicUrl, ObjectProvider<JsonMapper> jsonMapper,
			ObjectProvider<HttpClientSettings> httpClientSettings,
			ObjectProvider<QStashHttpClientCustomizer> customizers,
			@Qualifier("qstashConnectionProvider") ConnectionProvider connections) {
		String token = connectionDetails.getToken();
		if (token == null) {
			throw new MissingQStashTokenException();
		}
		BaseUrl url = BaseUrl.of("qstash.url", connectionDetails.getUrl());
		if (url.isReadableOnTheWay()) {
			logger.warn("The QStash token is sent to " + url + " without encryption, use https instead");
		}
		HttpClient httpClient = new ReactorHttpClientBuilder()
			.withHttpClientFactory(() -> HttpClient.create(connections))
			.build(settings(properties.getClient(), httpClientSettings.getIfAvailable(HttpClientSettings::defaults)));
		for (QStashHttpClientCustomizer customizer : customizers.orderedStream().toList()) {
			httpClient = customizer.customize(httpClient);
		}
		QStashTemplate.Builder template = QStashTemplate.builder()
			.url(url.toString())
			.token(token)
			.httpClient(httpClient)
			.publicUrl(publicUrl)
			.maxResponseSize(properties.getClient().getMaxResponseSize().toBytes());
		jsonMapper.ifAvailable(template::jsonMapper);
		return template.build();
	}

	private static HttpClientSettings settings(QStashProperties.Client properties, HttpClientSettings global) {
		HttpClientSettings defaults = global
			.orElse(HttpClientSettings.defaults().withTimeouts(CONNECT_TIMEOUT, RESPONSE_TIMEOUT));
		PropertyMapper map = PropertyMapper.get();
		HttpClientSettings settings = map.from(properties::getConnectTimeout)
			.to(defaults, HttpClientSettings::withConnectTimeout);
		settings = map.from(properties::getResponseTimeout).to(settings, HttpClientSettings::withReadTimeout);
		// the token goes nowhere but to QStash
		return settings.withRedirects(HttpRedirects.DONT_FOLLOW);
	}

}
