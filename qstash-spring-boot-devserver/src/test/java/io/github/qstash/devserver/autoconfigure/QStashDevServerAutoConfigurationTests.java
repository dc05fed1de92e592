package io.github.qstash.devserver.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.autoconfigure.QStashConnectionDetails;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.devserver.PortTakenException;
import io.github.qstash.devserver.QStashDevServer;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.message.QStashPublicUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

@ExtendWith(OutputCaptureExtension.class)
class QStashDevServerAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(QStashDevServerAutoConfiguration.class, QStashAutoConfiguration.class));

	private final ApplicationContextRunner onFreePort = this.runner.withPropertyValues("qstash.devserver.port=0");

	@Test
	void withoutConfigurationTheServerRunsAndTheTemplateUsesIt() {
		this.onFreePort.run((context) -> {
			QStashDevServer server = context.getBean(QStashDevServer.class);
			QStashConnectionDetails details = context.getBean(QStashConnectionDetails.class);
			assertThat(details.getUrl()).isEqualTo(server.url().toString());
			assertThat(details.getToken()).isEqualTo(server.user().token());
			assertThat(details.getCurrentSigningKey()).isEqualTo(server.user().currentSigningKey());
			assertThat(details.getNextSigningKey()).isEqualTo(server.user().nextSigningKey());
			assertThat(context.getBean(QStashTemplate.class).publish("https://a.example", "body").block().messageId())
				.startsWith("msg_");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "qstash.token=real", "qstash.url=https://qstash.upstash.io",
			"qstash.current-signing-key=sig_real", "qstash.next-signing-key=sig_real", "qstash.region=us-east-1",
			"qstash.devserver.enabled=false" })
	void serverDoesNotRunBesideARealQStash(String property) {
		this.onFreePort.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(QStashDevServer.class)
				.doesNotHaveBean(DevServerConnectionDetails.class)
				.hasSingleBean(QStashConnectionDetails.class)
				.hasSingleBean(QStashPublicUrl.class));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "qstash.devserver.enabled; false; because 'qstash.devserver.enabled' is false.",
					"qstash.token; s3cret; is configured for a QStash elsewhere, by 'qstash.token'.",
					"US_EAST_1_QSTASH_URL; s3cret; is configured for a QStash elsewhere, by 'US_EAST_1_QSTASH_URL'." })
	void serverThatWasChosenBeforeSettingsWereKnownEndsTheApplication(String name, String value, String reason) {
		// as in an application that was processed ahead of time
		this.onFreePort
			.withInitializer((context) -> context.addBeanFactoryPostProcessor((beans) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("known later", Map.of(name, value)))))
			.run((context) -> {
				assertThat(context).hasFailed();
				FailureAnalysis analysis = new UnwantedDevServerFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains(reason).doesNotContain("s3cret");
				assertThat(analysis.getAction()).contains("Set 'qstash.devserver.enabled' to false");
				assertThat(context.getStartupFailure()).rootCause()
					.hasMessageContainingAll(reason, "Set 'qstash.devserver.enabled' to false")
					.hasMessageNotContaining("s3cret");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "QSTASH_TOKEN", "QSTASH_URL", "QSTASH_CURRENT_SIGNING_KEY", "QSTASH_NEXT_SIGNING_KEY",
			"QSTASH_REGION", "US_EAST_1_QSTASH_URL", "US_EAST_1_QSTASH_TOKEN", "US_EAST_1_QSTASH_CURRENT_SIGNING_KEY",
			"US_EAST_1_QSTASH_NEXT_SIGNING_KEY", "EU_CENTRAL_1_QSTASH_URL", "EU_CENTRAL_1_QSTASH_TOKEN",
			"EU_CENTRAL_1_QSTASH_CURRENT_SIGNING_KEY", "EU_CENTRAL_1_QSTASH_NEXT_SIGNING_KEY" })
	void serverDoesNotRunWithTheOfficialVariables(String variable) {
		this.onFreePort
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource(
						StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME + "Test",
						Map.of(variable, "us-east-1"))))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(QStashDevServer.class));
	}

	@Test
	void blankPropertyIsNoConfigurationButSaidOnce(CapturedOutput output) {
		this.onFreePort.withPropertyValues("qstash.token=", "qstash.url= ").run((context) -> {
			assertThat(context).hasSingleBean(QStashDevServer.class);
			assertThat(output.getOut().lines().filter((line) -> line.contains("WARN") && line.contains("qstash")))
				.singleElement()
				.asString()
				.endsWith("starts: qstash.url, qstash.token");
		});
	}

	@Test
	void withoutBlankPropertyNothingIsWarnedOf(CapturedOutput output) {
		this.onFreePort.run((context) -> assertThat(output).doesNotContain("Blank and therefore ignored"));
	}

	@Test
	void contextThatNoSpringApplicationRunsDeliversToo() {
		try (TestDestination destination = TestDestination.start()) {
			this.onFreePort.run((context) -> {
				context.getBean(QStashTemplate.class).publish(destination.url("/in"), "body").block();
				assertThat(destination.awaitOne().text()).isEqualTo("body");
			});
		}
	}

	@Test
	void serverDoesNotRunBesideOtherConnectionDetails() {
		QStashConnectionDetails details = mock(QStashConnectionDetails.class);
		this.onFreePort.withBean(QStashConnectionDetails.class, () -> details)
			.run((context) -> assertThat(context).doesNotHaveBean(QStashDevServer.class)
				.getBean(QStashConnectionDetails.class)
				.isSameAs(details));
	}

	@Test
	void serverOfTheApplicationIsUsed() {
		try (QStashDevServer server = QStashDevServer.start()) {
			this.onFreePort.withBean(QStashDevServer.class, () -> server).run((context) -> {
				assertThat(context).hasSingleBean(QStashDevServer.class);
				assertThat(context.getBean(QStashConnectionDetails.class).getUrl()).isEqualTo(server.url().toString());
			});
		}
	}

	@Test
	void serverSaysWhereItRuns(CapturedOutput output) {
		this.onFreePort.run((context) -> assertThat(output)
			.contains("QStash development server is running at " + context.getBean(QStashDevServer.class).url()
					+ " (memory only, this machine only); deliveries start when the application is ready"));
	}

	@Test
	void withoutPortASecondServerMovesAndSaysSo(CapturedOutput output) {
		this.runner.run((first) -> this.runner.run((second) -> {
			assertThat(second).hasNotFailed();
			assertThat(second.getBean(QStashDevServer.class).port()).isNotEqualTo(8585);
			assertThat(output).contains("port 8585 is in use");
		}));
	}

	@Test
	void chosenPortIsTakenOrTheApplicationFailsWithTheWayOut() {
		try (QStashDevServer other = QStashDevServer.start()) {
			this.runner.withPropertyValues("qstash.devserver.port=" + other.port()).run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure()).hasRootCauseInstanceOf(IOException.class)
					.hasStackTraceContaining(PortTakenException.class.getName());
				FailureAnalysis analysis = new PortTakenFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(analysis.getDescription())
					.isEqualTo("The QStash development server failed to start: Port " + other.port() + " is in use.");
				assertThat(analysis.getAction()).contains("'qstash.devserver.port'");
			});
		}
	}

	@Test
	void failureAnalyzersAreKnownToBoot() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, SpringFactoriesLoader.ArgumentResolver.none(), (type, name, failure) -> {
			})).hasAtLeastOneElementOfType(PortTakenFailureAnalyzer.class)
			.hasAtLeastOneElementOfType(UnwantedDevServerFailureAnalyzer.class);
	}

	@Test
	void serverStopsWithTheApplication() {
		QStashDevServer[] server = new QStashDevServer[1];
		this.onFreePort.run((context) -> server[0] = context.getBean(QStashDevServer.class));
		assertThatIllegalStateException().isThrownBy(() -> server[0].url());
	}

	@Test
	void configuredPublicUrlWins() {
		this.onFreePort.withPropertyValues("qstash.public-url=https://me.example")
			.run((context) -> assertThat(context.getBean(QStashPublicUrl.class).get())
				.isEqualTo(URI.create("https://me.example")));
	}

	@Test
	void publicUrlOfTheApplicationWins() {
		QStashPublicUrl own = mock(QStashPublicUrl.class);
		given(own.get()).willReturn(URI.create("https://own.example"));
		this.onFreePort.withBean(QStashPublicUrl.class, () -> own)
			.run((context) -> assertThat(context).hasNotFailed().getBean(QStashPublicUrl.class).isSameAs(own));
	}

	@Test
	void withoutWebServerThePublicUrlIsUnknown() {
		this.onFreePort.withClassLoader(new FilteredClassLoader(WebServerInitializedEvent.class))
			.run((context) -> assertThat(context.getBean(QStashPublicUrl.class).get()).isNull());
	}

}
