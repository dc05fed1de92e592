package io.github.qstash.devserver.autoconfigure;

import java.util.List;

import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.autoconfigure.QStashConnectionDetails;
import io.github.qstash.autoconfigure.QStashProperties;
import io.github.qstash.devserver.QStashDevServer;
import io.github.qstash.message.QStashPublicUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of an embedded {@link QStashDevServer}. It starts only if the
 * application is not configured for a QStash elsewhere: {@code qstash.url},
 * {@code qstash.token}, {@code qstash.current-signing-key},
 * {@code qstash.next-signing-key}, {@code QSTASH_REGION} and the variables of the regions
 * are absent or blank, and there is no {@link QStashConnectionDetails} bean. The
 * application then uses it without further configuration, and deliveries start when the
 * application is ready.
 * <p>
 * An application that was processed ahead of time with the server does not start without
 * it: its beans cannot change any more.
 *
 * @since 1.0.0
 */
@AutoConfiguration(before = QStashAutoConfiguration.class)
@Conditional(OnRealQStashMissingCondition.class)
@ConditionalOnBooleanProperty(name = "qstash.devserver.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(QStashConnectionDetails.class)
@EnableConfigurationProperties({ QStashDevServerProperties.class, QStashProperties.class })
public final class QStashDevServerAutoConfiguration {

	private static final int PREFERRED_PORT = 8585;

	private static final Logger logger = LoggerFactory.getLogger(QStashDevServerAutoConfiguration.class);

	// of an application that was processed ahead of time, the conditions are as old
	QStashDevServerAutoConfiguration(QStashDevServerProperties properties, Environment environment) {
		if (!properties.isEnabled()) {
			throw UnwantedDevServerException.switchedOff();
		}
		List<String> elsewhere = new RealQStashSettings(environment).present();
		if (!elsewhere.isEmpty()) {
			throw UnwantedDevServerException.besides(elsewhere);
		}
	}

	@Bean
	@ConditionalOnMissingBean
	QStashDevServer qstashDevServer(QStashDevServerProperties properties, Environment environment) {
		List<String> blank = new RealQStashSettings(environment).blank();
		if (!blank.isEmpty()) {
			logger.warn("Blank and therefore ignored, so that the QStash development server starts: {}",
					String.join(", ", blank));
		}
		QStashDevServer.Builder builder = QStashDevServer.builder().holdDeliveries(true);
		Integer port = properties.getPort();
		QStashDevServer server = ((port != null) ? builder.port(port) : builder.preferredPort(PREFERRED_PORT)).start();
		boolean moved = port == null && server.port() != PREFERRED_PORT;
		logger.info(
				"QStash development server is running at {} (memory only, this machine only{}); deliveries start "
						+ "when the application is ready",
				server.url(), moved ? "; port " + PREFERRED_PORT + " is in use" : "");
		return server;
	}

	@Bean
	DevServerConnectionDetails qstashDevServerConnectionDetails(QStashDevServer server) {
		return new DevServerConnectionDetails(server);
	}

	@Bean
	@ConditionalOnMissingBean(QStashPublicUrl.class)
	LocalPublicUrl qstashDevServerPublicUrl(QStashProperties properties) {
		return new LocalPublicUrl(properties.getPublicUrl());
	}

	@Bean
	DeliveryLifecycle qstashDevServerDeliveryLifecycle(QStashDevServer server, ApplicationContext context) {
		return new DeliveryLifecycle(server, context);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebServerInitializedEvent.class)
	static class WebServerConfiguration {

		@Bean
		WebServerListener qstashDevServerWebServerListener(ObjectProvider<LocalPublicUrl> publicUrl) {
			return new WebServerListener(publicUrl);
		}

	}

}
