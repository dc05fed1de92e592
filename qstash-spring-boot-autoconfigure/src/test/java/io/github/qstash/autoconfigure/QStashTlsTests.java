package io.github.qstash.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;

import javax.net.ssl.KeyManagerFactory;

import io.github.qstash.client.QStashOperations;
import io.github.qstash.client.QStashTransportException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@code qstash.client.ssl.*}.
 */
class QStashTlsTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final String PASSWORD = "changeit";

	private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("own", SslBundle.of(null));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QStashAutoConfiguration.class))
		.withBean(SslBundles.class, () -> this.bundles)
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
	@ValueSource(strings = { "qstash.client.ssl.bundle=private", "spring.http.clients.ssl.bundle=private" })
	void certificateIsTrustedThatTheBundleTrusts(String property, @TempDir Path folder) throws Exception {
		KeyStore own = ownCertificate(folder);
		this.bundles.registerBundle("private", SslBundle.of(SslStoreBundle.of(null, null, own)));
		SslContext ownKeys = SslContextBuilder.forServer(keys(own)).build();
		DisposableServer server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.secure((tls) -> tls.sslContext(ownKeys))
			.handle((request, response) -> response.sendString(Mono.just("{\"messageId\":\"msg_1\"}")))
			.bindNow(LIMIT);
		try {
			ApplicationContextRunner publisher = this.runner
				.withConfiguration(AutoConfigurations.of(HttpClientAutoConfiguration.class))
				.withPropertyValues("qstash.url=https://127.0.0.1:" + server.port());
			publisher.run((context) -> assertThatExceptionOfType(QStashTransportException.class).isThrownBy(
					() -> context.getBean(QStashOperations.class).publish("https://x.example", "x").block(LIMIT)));
			publisher.withPropertyValues(property)
				.run((context) -> assertThat(
						context.getBean(QStashOperations.class).publish("https://x.example", "x").block(LIMIT))
					.satisfies((response) -> assertThat(response.messageId()).isEqualTo("msg_1")));
		}
		finally {
			server.disposeNow(LIMIT);
		}
	}

	private static KeyStore ownCertificate(Path folder) throws Exception {
		Path file = folder.resolve("own.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "own", "-keyalg", "EC", "-dname", "CN=qstash.test", "-ext", "san=ip:127.0.0.1",
				"-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", file.toString())
			.inheritIO()
			.start();
		assertThat(keytool.waitFor()).isZero();
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream input = Files.newInputStream(file)) {
			store.load(input, PASSWORD.toCharArray());
		}
		// what is trusted has no key
		store.setCertificateEntry("trusted", store.getCertificate("own"));
		return store;
	}

	private static KeyManagerFactory keys(KeyStore store) throws Exception {
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store, PASSWORD.toCharArray());
		return keys;
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
