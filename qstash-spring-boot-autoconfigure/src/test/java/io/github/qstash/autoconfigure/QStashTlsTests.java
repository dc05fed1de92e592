package io.github.qstash.autoconfigure;

import java.io.IOException;
import java.time.Duration;

import io.github.qstash.client.QStashOperations;
import io.github.qstash.client.QStashTransportException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@code qstash.client.ssl.*}.
 */
class QStashTlsTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QStashAutoConfiguration.class))
		.withBean(SslBundles.class, () -> new DefaultSslBundleRegistry("own", SslBundle.of(null)))
		.withPropertyValues("qstash.token=t", "qstash.client.retry.max-retries=0");

	@ParameterizedTest
	@ValueSource(strings = { "qstash.token=t", "qstash.client.ssl.bundle=own" })
	void handshakeThatIsNeverAnsweredTimesOut(String withOrWithoutBundle) throws IOException {
		try (TestProxy silent = TestProxy.silent()) {
			this.runner
				.withPropertyValues(withOrWithoutBundle, "qstash.url=https://127.0.0.1:" + silent.port(),
						"qstash.client.ssl.handshake-timeout=100ms")
				.run((context) -> assertThatExceptionOfType(QStashTransportException.class).isThrownBy(
						() -> context.getBean(QStashOperations.class).publish("https://x.example", "x").block(LIMIT))
					.withMessageContaining("handshake timed out after 100ms"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1s" })
	void handshakeTimeoutThatIsNoneIsRefused(String timeout) {
		this.runner.withPropertyValues("qstash.client.ssl.handshake-timeout=" + timeout)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("qstash.client.ssl.handshake-timeout")
				.hasMessageContaining("greater than 0"));
	}

}
