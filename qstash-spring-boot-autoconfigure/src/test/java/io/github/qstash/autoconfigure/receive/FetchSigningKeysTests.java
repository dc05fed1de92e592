package io.github.qstash.autoconfigure.receive;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.client.SigningKeyPair;
import io.github.qstash.client.SigningKeysOperations;
import io.github.qstash.signature.MatchedKey;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.QStashSigner;
import io.github.qstash.signature.QStashSigningKeys;
import io.github.qstash.signature.RejectionReason;
import io.github.qstash.signature.SignatureRejectedException;
import io.github.qstash.signature.SigningKeys;
import io.github.qstash.signature.SubjectCheck;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Mockito.mock;

/**
 * Tests for signing keys that an application fetches from QStash.
 */
@ExtendWith(OutputCaptureExtension.class)
class FetchSigningKeysTests {

	private static final String[] CONFIGURED = { "qstash.current-signing-key=sig_old",
			"qstash.next-signing-key=sig_old_next" };

	private static final String[] EUROPE = { "EU_CENTRAL_1_QSTASH_CURRENT_SIGNING_KEY=sig_eu",
			"EU_CENTRAL_1_QSTASH_NEXT_SIGNING_KEY=sig_eu_next" };

	@RegisterExtension
	static WireMockExtension server = WireMockExtension.newInstance()
		.options(WireMockConfiguration.wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
		.build();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QStashAutoConfiguration.class, QStashReceiverAutoConfiguration.class))
		.withPropertyValues("qstash.url=" + server.baseUrl(), "qstash.token=token", "qstash.client.retry.max-retries=0",
				"qstash.receiver.signing-keys.refresh-pause=1s");

	private final ApplicationContextRunner fetching = this.runner.withBean(Receiver.class)
		.withPropertyValues("qstash.receiver.signing-keys.fetch=true");

	@Test
	void byDefaultQStashIsNotAsked() {
		tells("sig_a", "sig_b");
		this.runner.withPropertyValues(CONFIGURED)
			.run((context) -> assertThat(matchedKey(context, "sig_old")).isEqualTo(MatchedKey.CURRENT));
		server.verify(0, getRequestedFor(anyUrl()));
	}

	@Test
	void keysAreThoseThatQStashTells() {
		tells("sig_a", "sig_b");
		this.fetching.run((context) -> {
			assertThat(matchedKey(context, "sig_a")).isEqualTo(MatchedKey.CURRENT);
			assertThat(matchedKey(context, "sig_b")).isEqualTo(MatchedKey.NEXT);
			assertRejected(context, "sig_old");
		});
		server.verify(WireMock.moreThanOrExactly(1), getRequestedFor(urlEqualTo("/v2/keys")));
	}

	@Test
	void afterARotationTheNewKeysAreFetchedByTheFirstDelivery() {
		tells("sig_a", "sig_b");
		this.fetching.run((context) -> {
			tells("sig_b", "sig_c");
			assertThat(matchedKey(context, "sig_b")).isEqualTo(MatchedKey.NEXT);
			await(() -> matchedKey(context, "sig_b") == MatchedKey.CURRENT);
			assertThat(matchedKey(context, "sig_c")).isEqualTo(MatchedKey.NEXT);
		});
	}

	@Test
	void afterTwoRotationsTheNewKeysAreFetchedByTheFirstRejection() {
		tells("sig_a", "sig_b");
		this.fetching.run((context) -> {
			tells("sig_c", "sig_d");
			assertRejected(context, "sig_c");
			await(() -> isAccepted(context, "sig_c"));
			assertRejected(context, "sig_a");
		});
	}

	enum Failure {

		UNAUTHORIZED(aResponse().withStatus(401)), BROKEN(aResponse().withStatus(500)),
		GARBAGE(aResponse().withBody("<html>")), HALF(aResponse().withBody("{\"current\":\"sig_a\"}")),
		REDIRECT(aResponse().withStatus(302).withHeader("Location", "/elsewhere")),
		SLOW(aResponse().withFixedDelay(700)), DROPPED(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)),
		EMPTY(aResponse().withFault(Fault.EMPTY_RESPONSE)),
		CUT_OFF(aResponse().withStatus(200).withFault(Fault.MALFORMED_RESPONSE_CHUNK));

		private final ResponseDefinitionBuilder answer;

		Failure(ResponseDefinitionBuilder answer) {
			this.answer = answer;
		}

		// short only where it is what fails: a busy machine takes its time
		private String timeout() {
			return "qstash.client.response-timeout=" + ((this == SLOW) ? "300ms" : "10s");
		}

	}

	@ParameterizedTest
	@EnumSource
	void whenQStashFailsAtStartThenConfiguredKeysAreUsed(Failure failure, CapturedOutput output) {
		answers(failure.answer);
		this.fetching.withPropertyValues(CONFIGURED).withPropertyValues(failure.timeout()).run((context) -> {
			assertThat(matchedKey(context, "sig_old")).isEqualTo(MatchedKey.CURRENT);
			await(() -> output.getOut().contains("those that are known stay"));
			assertThat(matchedKey(context, "sig_old_next")).isEqualTo(MatchedKey.NEXT);
			tells("sig_a", "sig_b");
			await(() -> isAccepted(context, "sig_a"));
		});
		assertThat(output).doesNotContain("sig_");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNAUTHORIZED")
	void whenQStashFailsAtStartAndNoKeysAreKnownThenStartsAndReceivesLater(Failure failure) {
		answers(failure.answer);
		this.fetching.withPropertyValues(failure.timeout()).run((context) -> {
			assertThatIllegalStateException().isThrownBy(() -> matchedKey(context, "sig_a"));
			tells("sig_a", "sig_b");
			await(() -> isAccepted(context, "sig_a"));
		});
	}

	@Test
	void whenQStashRefusesAtStartAndNoKeysAreKnownThenDoesNotStart() {
		answers(Failure.UNAUTHORIZED.answer);
		this.fetching.run((context) -> {
			assertThat(context).hasFailed();
			Throwable failure = context.getStartupFailure();
			while (!(failure instanceof MissingQStashSigningKeyException missing)) {
				failure = failure.getCause();
			}
			FailureAnalysis analysis = new MissingQStashSigningKeyFailureAnalyzer().analyze(failure, missing);
			assertThat(analysis.getDescription()).contains("'qstash.receiver.signing-keys.fetch'")
				.contains("QStash answered 401 to get-signing-keys");
			assertThat(analysis.getAction()).contains("'qstash.token'").contains("'qstash.current-signing-key'");
		});
	}

	@Test
	void whenThereIsNoTokenThenDoesNotStart() {
		this.fetching.withPropertyValues("qstash.token=")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("token"));
	}

	@Test
	void whenKeysAreDefinedThenQStashIsNotAsked() {
		tells("sig_a", "sig_b");
		this.fetching.withBean(QStashSigningKeys.class, () -> SigningKeys.of("sig_own", null))
			.run((context) -> assertThat(matchedKey(context, "sig_own")).isEqualTo(MatchedKey.CURRENT));
		server.verify(0, getRequestedFor(anyUrl()));
	}

	@Test
	void whenNothingVerifiesDeliveriesThenQStashIsNotAsked() {
		this.runner.withPropertyValues("qstash.receiver.signing-keys.fetch=true", "qstash.token=")
			.run((context) -> assertThat(context).hasNotFailed());
		server.verify(0, getRequestedFor(anyUrl()));
	}

	@Test
	void whenDeliveriesAreVerifiedLaterThenQStashIsAskedLater() {
		tells("sig_a", "sig_b");
		this.runner.withPropertyValues("qstash.receiver.signing-keys.fetch=true").run((context) -> {
			assertThat(context).hasNotFailed();
			server.verify(0, getRequestedFor(anyUrl()));
			await(() -> isAccepted(context, "sig_a"));
		});
	}

	@Test
	void whenThereIsNoTemplateThenDoesNotStart() {
		this.fetching.withBean(QStashOperations.class, () -> mock(QStashOperations.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("qstash.receiver.signing-keys.fetch")
				.hasMessageContaining("SigningKeysOperations"));
	}

	@Test
	void whenThereIsNoTemplateThenAnotherMayTellTheKeys() {
		SigningKeysOperations operations = () -> Mono.just(new SigningKeyPair("sig_a", "sig_b"));
		this.fetching.withBean(QStashOperations.class, () -> mock(QStashOperations.class))
			.withBean(SigningKeysOperations.class, () -> operations)
			.run((context) -> assertThat(matchedKey(context, "sig_b")).isEqualTo(MatchedKey.NEXT));
	}

	@Test
	void keysOfTheRegionOfTheTokenReplaceThoseThatAreConfigured() {
		tells("sig_a", "sig_b");
		this.fetching
			.withPropertyValues("qstash.region=US_EAST_1", "US_EAST_1_QSTASH_URL=" + server.baseUrl(),
					"US_EAST_1_QSTASH_TOKEN=token", "US_EAST_1_QSTASH_CURRENT_SIGNING_KEY=sig_us",
					"US_EAST_1_QSTASH_NEXT_SIGNING_KEY=sig_us_next")
			.withPropertyValues(EUROPE)
			.withPropertyValues(CONFIGURED)
			.run((context) -> {
				QStashSigningKeys keys = context.getBean(QStashSigningKeys.class);
				await(() -> keys.forRegion("US-EAST-1").equals(SigningKeys.of("sig_a", "sig_b")));
				assertThat(keys.forRegion("EU-CENTRAL-1")).isEqualTo(SigningKeys.of("sig_eu", "sig_eu_next"));
				assertThat(keys.forRegion(null)).isEqualTo(SigningKeys.of("sig_a", "sig_b"));
				assertThat(keys.forRegion("MOON-1")).isEqualTo(SigningKeys.of("sig_a", "sig_b"));
			});
	}

	@Test
	void withoutTokenOfARegionKeysOfRegionsStay() {
		tells("sig_a", "sig_b");
		this.fetching.withPropertyValues("qstash.region=US_EAST_1").withPropertyValues(EUROPE).run((context) -> {
			await(() -> isAccepted(context, "sig_a"));
			QStashSigningKeys keys = context.getBean(QStashSigningKeys.class);
			assertThat(keys.forRegion("US-EAST-1")).isEqualTo(SigningKeys.of("sig_a", "sig_b"));
			assertThat(keys.forRegion("EU-CENTRAL-1")).isEqualTo(SigningKeys.of("sig_eu", "sig_eu_next"));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "refresh-interval", "refresh-pause" })
	void whenATimeIsTooShortThenDoesNotStart(String name) {
		String property = "qstash.receiver.signing-keys." + name;
		this.fetching.withPropertyValues(property + "=999ms")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(property)
				.hasMessageContaining("at least a second"));
	}

	private static void tells(String current, String next) {
		answers(okJson("{\"current\":\"" + current + "\",\"next\":\"" + next + "\"}"));
	}

	private static void answers(ResponseDefinitionBuilder answer) {
		server.resetMappings();
		server.stubFor(get("/v2/keys").willReturn(answer));
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().pollInterval(Duration.ofMillis(5)).until(condition);
	}

	private static boolean isAccepted(AssertableApplicationContext context, String key) {
		try {
			matchedKey(context, key);
			return true;
		}
		catch (IllegalStateException | SignatureRejectedException ex) {
			return false;
		}
	}

	private static void assertRejected(AssertableApplicationContext context, String key) {
		assertThatExceptionOfType(SignatureRejectedException.class).isThrownBy(() -> matchedKey(context, key))
			.extracting(SignatureRejectedException::reason)
			.isEqualTo(RejectionReason.SIGNATURE);
	}

	private static MatchedKey matchedKey(AssertableApplicationContext context, String key) {
		String signature = new QStashSigner(key, Clock.systemUTC()).sign("https://h.example", new byte[0]);
		return context.getBean(QStashSignatureVerifier.class).verify(signature, new byte[0], SubjectCheck.none()).key();
	}

	record Receiver(QStashSignatureVerifier verifier) {

	}

}
