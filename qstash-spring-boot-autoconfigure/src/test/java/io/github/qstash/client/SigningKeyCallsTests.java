package io.github.qstash.client;

import java.time.Duration;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.client.HttpClient;
import reactor.test.StepVerifier;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SigningKeysOperations} of a {@link QStashTemplate}.
 */
class SigningKeyCallsTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final String KEYS = "{\"current\":\"sig_secret_1\",\"next\":\"sig_secret_2\"}";

	@RegisterExtension
	static WireMockExtension server = WireMockExtension.newInstance()
		.options(WireMockConfiguration.wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
		.build();

	@Test
	void keysAreThoseThatQStashTells() {
		answers(okJson(KEYS));
		StepVerifier.create(keys().get())
			.assertNext((keys) -> assertThat(keys).isEqualTo(new SigningKeyPair("sig_secret_1", "sig_secret_2"))
				.hasToString("SigningKeyPair[current, next]"))
			.expectComplete()
			.verify(LIMIT);
		server.verify(1,
				getRequestedFor(urlEqualTo("/v2/keys")).withHeader("Authorization", equalTo("Bearer token"))
					.withHeader("Content-Length", absent())
					.withHeader("Transfer-Encoding", absent()));
	}

	@Test
	void nothingIsSentBeforeTheSubscriptionAndEachSendsAnew() {
		answers(okJson(KEYS));
		var keys = keys().get();
		server.verify(0, getRequestedFor(urlEqualTo("/v2/keys")));
		keys.block(LIMIT);
		keys.block(LIMIT);
		server.verify(2, getRequestedFor(urlEqualTo("/v2/keys")));
	}

	@ParameterizedTest
	@EnumSource(Fault.class)
	void lostAnswerIsAskedForAgain(Fault fault) {
		answersFirst(aResponse().withFault(fault));
		StepVerifier.create(keys().get()).expectNextCount(1).expectComplete().verify(LIMIT);
		server.verify(2, getRequestedFor(urlEqualTo("/v2/keys")));
	}

	@Test
	void failureOfQStashIsAskedForAgain() {
		answersFirst(aResponse().withStatus(503));
		StepVerifier.create(keys().get()).expectNextCount(1).expectComplete().verify(LIMIT);
		server.verify(2, getRequestedFor(urlEqualTo("/v2/keys")));
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 403 })
	void refusalIsNotAskedForAgain(int status) {
		answers(aResponse().withStatus(status).withBody("{\"error\":\"not yours\"}"));
		StepVerifier.create(keys().get())
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(QStashAuthenticationException.class)
				.hasMessage("QStash answered " + status + " to get-signing-keys: not yours"))
			.verify(LIMIT);
		server.verify(1, getRequestedFor(urlEqualTo("/v2/keys")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "<html>sig_secret_1</html>", "[]", "null", "\"sig_secret_1\"", "{}",
			"{\"current\":\"sig_secret_1\"}", "{\"current\":\"sig_secret_1\",\"next\":\" \"}",
			"{\"current\":1,\"next\":2}", "{\"current\":\"sig_secret_1\",\"next\":\"sig_secret_2", "\u0000" })
	void whatIsNoPairOfKeysIsRefusedAndNotShown(String answer) {
		answers(aResponse().withBody(answer));
		StepVerifier.create(keys().get())
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(QStashResponseException.class)
				.hasNoCause()
				.message()
				.isIn("QStash's answer to get-signing-keys is not JSON",
						"QStash's answer to get-signing-keys has no current and next key"))
			.verify(LIMIT);
	}

	@Test
	void whatElseQStashTellsIsPassedOver() {
		answers(okJson("{\"v\":{\"current\":1},\"next\":\"b\",\"current\":\"a\",\"more\":[]}"));
		assertThat(keys().get().block(LIMIT)).isEqualTo(new SigningKeyPair("a", "b"));
	}

	private static SigningKeysOperations keys() {
		return QStashTemplate.builder()
			.url(server.baseUrl())
			.token("token")
			.httpClient(HttpClient.newConnection().responseTimeout(LIMIT))
			.retryPolicy(QStashRetryPolicy.builder()
				.firstBackoff(Duration.ofMillis(1))
				.maxBackoff(Duration.ofMillis(1))
				.build())
			.build()
			.signingKeys();
	}

	private static void answers(ResponseDefinitionBuilder answer) {
		server.stubFor(get("/v2/keys").willReturn(answer));
	}

	private static void answersFirst(ResponseDefinitionBuilder answer) {
		server.stubFor(get("/v2/keys").inScenario("keys")
			.whenScenarioStateIs(Scenario.STARTED)
			.willReturn(answer)
			.willSetStateTo("later"));
		server.stubFor(get("/v2/keys").inScenario("keys").whenScenarioStateIs("later").willReturn(okJson(KEYS)));
	}

}
