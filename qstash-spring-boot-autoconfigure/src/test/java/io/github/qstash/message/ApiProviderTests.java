package io.github.qstash.message;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ApiProvider} and messages to one.
 */
class ApiProviderTests {

	private static final QStashPublicUrl UNKNOWN = () -> null;

	@ParameterizedTest
	@MethodSource
	void providerIsAUrlWithCredentialsThatAreRedacted(ApiProvider provider, String url, List<String> headers) {
		assertThat(provider.resolve(UNKNOWN)).isEqualTo(url);
		assertThat(headers(toProvider(provider))).containsExactlyElementsOf(headers);
	}

	static Stream<Arguments> providerIsAUrlWithCredentialsThatAreRedacted() {
		return Stream.of(
				provider(ApiProvider.openAi("secret"), "https://api.openai.com/v1/chat/completions",
						"Upstash-Redact-Fields: header[Authorization]", "Upstash-Forward-Authorization: Bearer secret"),
				provider(ApiProvider.openAi("secret", "org-1"), "https://api.openai.com/v1/chat/completions",
						"Upstash-Redact-Fields: header[Authorization]", "Upstash-Forward-Authorization: Bearer secret",
						"Upstash-Forward-OpenAI-Organization: org-1"),
				provider(ApiProvider.anthropic("secret"), "https://api.anthropic.com/v1/messages",
						"Upstash-Redact-Fields: header[X-Api-Key]", "Upstash-Forward-X-Api-Key: secret",
						"Upstash-Forward-Anthropic-Version: 2023-06-01"),
				provider(ApiProvider.openAiCompatible("https://llm.example", "secret"),
						"https://llm.example/v1/chat/completions", "Upstash-Redact-Fields: header[Authorization]",
						"Upstash-Forward-Authorization: Bearer secret"),
				provider(ApiProvider.resend("secret"), "https://api.resend.com/emails",
						"Upstash-Redact-Fields: header[Authorization]", "Upstash-Forward-Authorization: Bearer secret"),
				provider(ApiProvider.resendBatch("secret"), "https://api.resend.com/emails/batch",
						"Upstash-Redact-Fields: header[Authorization]",
						"Upstash-Forward-Authorization: Bearer secret"));
	}

	@ParameterizedTest
	@CsvSource({ "https://llm.example, https://llm.example", "https://llm.example/, https://llm.example",
			"https://llm.example/v1, https://llm.example", "https://llm.example/v1/, https://llm.example",
			"https://llm.example/chat/completions, https://llm.example",
			"https://llm.example/v1/chat/completions, https://llm.example",
			"https://llm.example/api/v1/chat/completions/, https://llm.example/api",
			"https://llm.example/v1/models, https://llm.example/v1/models",
			"http://localhost:11434/openai, http://localhost:11434/openai" })
	void baseUrlIsCleanedUp(String baseUrl, String cleaned) {
		assertThat(ApiProvider.openAiCompatible(baseUrl, "secret").resolve(UNKNOWN))
			.isEqualTo(cleaned + "/v1/chat/completions");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "llm.example", "ftp://llm.example", "https://", "https:///v1",
			"https://llm.example?key=secret", "https://user:secret@llm.example?key=secret",
			"https://llm.example/#secret", "https://exa mple.com", "api/llm" })
	void baseUrlThatIsNoneIsRefusedWithoutItsSecrets(String baseUrl) {
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> ApiProvider.openAiCompatible(baseUrl, "token"))
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo("baseUrl"))
			.withMessageContaining("must be an absolute URL")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("=secret").doesNotContain(":secret"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "secret\n", "secret\r\nX-Evil: 1", "secret€" })
	void tokenThatIsNoneIsRefusedAndNeverShown(String token) {
		Stream<Supplier<ApiProvider>> factories = Stream.of(() -> ApiProvider.openAi(token),
				() -> ApiProvider.openAi(token, "org-1"), () -> ApiProvider.anthropic(token),
				() -> ApiProvider.openAiCompatible("https://llm.example", token), () -> ApiProvider.resend(token),
				() -> ApiProvider.resendBatch(token));
		assertThat(factories)
			.allSatisfy((factory) -> assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(factory::get)
				.withMessageStartingWith("'token' must")
				.satisfies((ex) -> assertThat(ex).hasNoCause().message().doesNotContain("secret")));
	}

	@Test
	void organizationThatIsNoneIsRefused() {
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> ApiProvider.openAi("secret", " "))
			.withMessage("'organization' must not be empty");
	}

	@Test
	void credentialsAreNeverShown() {
		ApiProvider provider = ApiProvider.openAiCompatible("https://user:secret@llm.example", "secret");
		assertThat(provider).hasToString("https://llm.example/v1/chat/completions");
		assertThat(toProvider(provider)).hasToString("QStashMessage[to https://llm.example/v1/chat/completions]");
	}

	@Test
	void languageModelNeedsACallbackAndEmailDoesNot() {
		for (ApiProvider provider : List.of(ApiProvider.openAi("t"), ApiProvider.anthropic("t"),
				ApiProvider.openAiCompatible("https://llm.example", "t"))) {
			assertThatExceptionOfType(InvalidMessageException.class)
				.isThrownBy(() -> QStashMessage.to(provider).body("{}").build())
				.withMessage("'callback' must be set when the destination is '" + provider + "'");
		}
		assertThat(QStashMessage.to(ApiProvider.resend("t")).body("{}").build().contentType())
			.isEqualTo("application/json");
	}

	@Test
	void whatTheMessageSaysWinsOverTheProvider() {
		QStashMessage message = QStashMessage.to(ApiProvider.anthropic("secret"))
			.callback("https://example.com/answers")
			.header("anthropic-version", "2030-01-01")
			.contentType("application/vnd.own+json")
			.build();
		assertThat(message.contentType()).isEqualTo("application/vnd.own+json");
		assertThat(headers(message)).contains("Upstash-Forward-anthropic-version: 2030-01-01")
			.doesNotContain("Upstash-Forward-Anthropic-Version: 2023-06-01");
	}

	@Test
	void defaultsDoNotReplaceWhatTheProviderNeeds() {
		QStashMessage message = toProvider(ApiProvider.openAi("secret")).withDefaults(QStashMessage.builder()
			.header("authorization", "Bearer other")
			.header("X-Tenant", "42")
			.contentType("text/plain")
			.method(DeliveryMethod.PUT)
			.callback("https://example.com/default"));
		assertThat(message.contentType()).isEqualTo("application/json");
		assertThat(headers(message)).containsExactlyInAnyOrder("Upstash-Callback: https://example.com/answers",
				"Upstash-Redact-Fields: header[Authorization]", "Upstash-Forward-Authorization: Bearer secret",
				"Upstash-Forward-X-Tenant: 42");
	}

	@Test
	void ownRedactionIsKeptBesideThatOfTheCredentials() {
		assertThat(
				headers(QStashMessage.to(ApiProvider.resend("secret")).redactBody().redactHeaders("X-Tenant").build()))
			.contains("Upstash-Redact-Fields: body,header[X-Tenant],header[Authorization]");
		assertThat(headers(QStashMessage.to(ApiProvider.resend("secret")).redactHeaders().build()))
			.contains("Upstash-Redact-Fields: header");
	}

	@Test
	void credentialsDoNotFollowAMessageToAnotherDestination() {
		QStashMessage elsewhere = toProvider(ApiProvider.openAi("secret")).toBuilder()
			.to("https://example.com")
			.build();
		assertThat(elsewhere.contentType()).isNull();
		assertThat(headers(elsewhere)).containsExactly("Upstash-Callback: https://example.com/answers");
	}

	private static QStashMessage toProvider(ApiProvider provider) {
		return QStashMessage.to(provider).callback("https://example.com/answers").build();
	}

	private static Arguments provider(ApiProvider provider, String url, String... headers) {
		List<String> all = new ArrayList<>(List.of("Upstash-Callback: https://example.com/answers"));
		all.addAll(List.of(headers));
		return Arguments.of(provider, url, all);
	}

	private static List<String> headers(QStashMessage message) {
		List<String> headers = new ArrayList<>();
		message.forEachHeader(UNKNOWN, (name, value) -> headers.add(name + ": " + value));
		return headers;
	}

}
