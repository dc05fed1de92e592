package io.github.qstash.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the choice of URL and token by region.
 */
@ExtendWith(OutputCaptureExtension.class)
class QStashRegionTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QStashAutoConfiguration.class))
		.withPropertyValues("qstash.url=https://default.example", "qstash.token=default",
				"US_EAST_1_QSTASH_URL=https://us.example", "US_EAST_1_QSTASH_TOKEN=us",
				"EU_CENTRAL_1_QSTASH_URL=https://eu.example");

	@Test
	void withoutRegionTheVariablesOfRegionsAreNotUsed() {
		assertDetails("https://default.example", "default");
	}

	@ParameterizedTest
	@ValueSource(strings = { "US_EAST_1", "us-east-1", "us_east_1", " US-EAST-1 " })
	void regionChoosesItsVariables(String region) {
		assertDetails("https://us.example", "us", "qstash.region=" + region);
	}

	@Test
	void propertiesOfTheRegionWinOverItsVariables() {
		assertDetails("https://own.example", "us", "qstash.region=US_EAST_1",
				"qstash.regions.us-east-1.url=https://own.example");
	}

	@Test
	void regionWithoutTokenIsNotUsedByHalfAndSaysSo(CapturedOutput output) {
		assertDetails("https://default.example", "default", "qstash.region=EU_CENTRAL_1");
		assertThat(output).contains("EU_CENTRAL_1_QSTASH_TOKEN").contains("qstash.regions.eu-central-1.url");
	}

	@Test
	void unknownRegionIsRefused() {
		this.runner.withPropertyValues("qstash.region=MOON_1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("qstash.region")
				.hasMessageContaining("MOON_1"));
	}

	private void assertDetails(String url, String token, String... properties) {
		this.runner.withPropertyValues(properties).run((context) -> {
			QStashConnectionDetails details = context.getBean(QStashConnectionDetails.class);
			assertThat(details.getUrl()).isEqualTo(url);
			assertThat(details.getToken()).isEqualTo(token);
		});
	}

}
