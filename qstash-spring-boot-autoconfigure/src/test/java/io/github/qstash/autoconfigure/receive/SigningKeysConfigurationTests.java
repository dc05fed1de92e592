package io.github.qstash.autoconfigure.receive;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;

import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.signature.MatchedKey;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.QStashSigner;
import io.github.qstash.signature.QStashSigningKeys;
import io.github.qstash.signature.RejectionReason;
import io.github.qstash.signature.SignatureRejectedException;
import io.github.qstash.signature.SigningKeys;
import io.github.qstash.signature.SubjectCheck;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SigningKeysConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SigningKeysConfigurationTests {

	private static final String[] EUROPE = { "EU_CENTRAL_1_QSTASH_CURRENT_SIGNING_KEY=sig_eu",
			"EU_CENTRAL_1_QSTASH_NEXT_SIGNING_KEY=sig_eu_next" };

	private final ApplicationContextRunner withoutKeys = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QStashAutoConfiguration.class, QStashReceiverAutoConfiguration.class));

	private final ApplicationContextRunner runner = this.withoutKeys
		.withPropertyValues("qstash.current-signing-key=sig_default", "qstash.next-signing-key=sig_default_next");

	@Test
	void withoutRegionTheKeysOfRegionsAreNotUsed() {
		this.runner.withPropertyValues(EUROPE).run((context) -> {
			assertThat(matchedKey(context, "EU-CENTRAL-1", "sig_default")).isEqualTo(MatchedKey.CURRENT);
			assertRejected(context, "EU-CENTRAL-1", "sig_eu");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "EU-CENTRAL-1", "eu-central-1", "EU_CENTRAL_1" })
	void deliveryOfARegionIsVerifiedWithItsKeys(String region) {
		this.runner.withPropertyValues(EUROPE).withPropertyValues("qstash.region=US_EAST_1").run((context) -> {
			assertThat(matchedKey(context, region, "sig_eu")).isEqualTo(MatchedKey.CURRENT);
			assertThat(matchedKey(context, region, "sig_eu_next")).isEqualTo(MatchedKey.NEXT);
			assertRejected(context, region, "sig_default");
		});
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "US-EAST-1", "MOON-1", "", "EU-CENTRAL-1 ", "\u0131" })
	void deliveryOfAnotherRegionIsVerifiedWithTheDefaultKeys(@Nullable String region) {
		this.runner.withPropertyValues(EUROPE).withPropertyValues("qstash.region=US_EAST_1").run((context) -> {
			assertThat(matchedKey(context, region, "sig_default")).isEqualTo(MatchedKey.CURRENT);
			assertRejected(context, region, "sig_eu");
		});
	}

	@Test
	void propertiesOfTheRegionWinOverItsVariables() {
		this.runner.withPropertyValues(EUROPE)
			.withPropertyValues("qstash.region=EU_CENTRAL_1", "qstash.regions.eu-central-1.current-signing-key=sig_own")
			.run((context) -> {
				assertThat(matchedKey(context, "EU-CENTRAL-1", "sig_own")).isEqualTo(MatchedKey.CURRENT);
				assertThat(matchedKey(context, "EU-CENTRAL-1", "sig_eu_next")).isEqualTo(MatchedKey.NEXT);
			});
	}

	@Test
	void regionWithOneKeyIsNotUsedByHalfAndSaysSo(CapturedOutput output) {
		this.runner
			.withPropertyValues("qstash.region=EU_CENTRAL_1", "EU_CENTRAL_1_QSTASH_CURRENT_SIGNING_KEY=sig_secret")
			.run((context) -> assertThat(matchedKey(context, "EU-CENTRAL-1", "sig_default"))
				.isEqualTo(MatchedKey.CURRENT));
		assertThat(output).contains("EU_CENTRAL_1_QSTASH_NEXT_SIGNING_KEY")
			.contains("'qstash.regions.eu-central-1.current-signing-key'")
			.doesNotContain("sig_secret");
	}

	@Test
	void keysOfTheRegionAreEnough() {
		this.withoutKeys.withPropertyValues(EUROPE).withPropertyValues("qstash.region=EU_CENTRAL_1").run((context) -> {
			assertThat(matchedKey(context, "EU-CENTRAL-1", "sig_eu")).isEqualTo(MatchedKey.CURRENT);
			assertThat(matchedKey(context, null, "sig_eu")).isEqualTo(MatchedKey.CURRENT);
		});
	}

	@Test
	void whenKeysAreDefinedThenAreAskedForEachDelivery() {
		AtomicReference<String> current = new AtomicReference<>("sig_first");
		this.withoutKeys
			.withBean(QStashSigningKeys.class, () -> (region) -> SigningKeys.of(current.get(), region + "_next"))
			.run((context) -> {
				assertThat(matchedKey(context, "r", "sig_first")).isEqualTo(MatchedKey.CURRENT);
				current.set("sig_second");
				assertRejected(context, "r", "sig_first");
				assertThat(matchedKey(context, "r", "sig_second")).isEqualTo(MatchedKey.CURRENT);
				assertThat(matchedKey(context, "r", "r_next")).isEqualTo(MatchedKey.NEXT);
			});
	}

	private static void assertRejected(AssertableApplicationContext context, @Nullable String region, String key) {
		assertThatExceptionOfType(SignatureRejectedException.class).isThrownBy(() -> matchedKey(context, region, key))
			.extracting(SignatureRejectedException::reason)
			.isEqualTo(RejectionReason.SIGNATURE);
	}

	private static MatchedKey matchedKey(AssertableApplicationContext context, @Nullable String region, String key) {
		String signature = new QStashSigner(key, Clock.systemUTC()).sign("https://h.example", new byte[0]);
		return context.getBean(QStashSignatureVerifier.class)
			.begin(signature, region, SubjectCheck.none())
			.verify(new byte[0])
			.key();
	}

}
