package io.github.qstash.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import io.github.qstash.client.QStashHttpClientCustomizer;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpCookieHandling;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.ReactorHttpClientBuilder;
import org.springframework.boot.ssl.SslBundles;

/**
 * Makes the HTTP client from {@code spring.http.clients.*}, then {@code qstash.client.*},
 * then the customizers.
 * <p>
 * It is made with the first call, since Netty takes its time, unless something in it can
 * be wrong: a TLS bundle or a customizer fails when the application starts.
 */
final class QStashHttpClients {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);

	private QStashHttpClients() {
	}

	static Supplier<HttpClient> create(Supplier<HttpClient> connected, QStashProperties.Client properties,
			@Nullable QStashProxy proxy, HttpClientSettings global, @Nullable SslBundles sslBundles,
			List<QStashHttpClientCustomizer> customizers) {
		HttpClientSettings settings = settings(properties, global, sslBundles);
		Supplier<HttpClient> client = () -> create(connected, properties, proxy, settings, customizers);
		if (settings.sslBundle() != null || !customizers.isEmpty()) {
			HttpClient checked = client.get();
			return () -> checked;
		}
		return client;
	}

	private static HttpClient create(Supplier<HttpClient> connected, QStashProperties.Client properties,
			@Nullable QStashProxy proxy, HttpClientSettings settings, List<QStashHttpClientCustomizer> customizers) {
		HttpClient client = new ReactorHttpClientBuilder().withHttpClientFactory(connected).build(settings);
		client = withHandshakeTimeout(client, properties.getSsl().getHandshakeTimeout());
		if (proxy != null) {
			client = proxy.applyTo(client, Objects.requireNonNullElse(settings.connectTimeout(), CONNECT_TIMEOUT));
		}
		for (QStashHttpClientCustomizer customizer : customizers) {
			client = customizer.customize(client);
		}
		return client;
	}

	// set on the handler, so that it holds with an SSL bundle as well as without
	private static HttpClient withHandshakeTimeout(HttpClient client, Duration timeout) {
		return client.doOnChannelInit((observer, channel, address) -> {
			SslHandler tls = channel.pipeline().get(SslHandler.class);
			if (tls != null) {
				tls.setHandshakeTimeoutMillis(timeout.toMillis());
			}
		});
	}

	private static HttpClientSettings settings(QStashProperties.Client properties, HttpClientSettings global,
			@Nullable SslBundles sslBundles) {
		HttpClientSettings settings = global
			.orElse(HttpClientSettings.defaults().withTimeouts(CONNECT_TIMEOUT, RESPONSE_TIMEOUT));
		PropertyMapper map = PropertyMapper.get();
		settings = map.from(properties::getConnectTimeout).to(settings, HttpClientSettings::withConnectTimeout);
		settings = map.from(properties::getResponseTimeout).to(settings, HttpClientSettings::withReadTimeout);
		if (sslBundles != null) {
			settings = map.from(properties.getSsl()::getBundle)
				.as(sslBundles::getBundle)
				.to(settings, HttpClientSettings::withSslBundle);
		}
		// the token goes nowhere but to QStash, which sets no cookies
		return settings.withRedirects(HttpRedirects.DONT_FOLLOW).withCookieHandling(HttpCookieHandling.DISABLE);
	}

}
