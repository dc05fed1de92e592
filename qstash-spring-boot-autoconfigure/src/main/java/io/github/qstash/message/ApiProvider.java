package io.github.qstash.message;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A language model or e-mail service that QStash calls with your credentials: a
 * destination that knows its URL and the headers it needs.
 *
 * <pre class="code">
 * QStashMessage.to(ApiProvider.anthropic(key)).body(request).callback("/answers").build();
 * </pre>
 * <p>
 * The body is sent as {@code application/json} whatever its type. A header or content
 * type of the message wins over that of the provider, which wins over defaults such as
 * {@code qstash.publish.headers}. What a language model answers reaches the callback
 * only, so its message must name one itself; an answer cannot be streamed.
 * <p>
 * QStash has to keep the credentials to make the call, and would show them in its console
 * and API to everyone who may read messages, logs and dead letters. Their header is
 * therefore always redacted there; deliveries and retries have it in full. A schedule
 * that was read back holds the hash and not the credentials, so create it anew instead.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/integrations/llm">QStash: LLM</a>
 * @see <a href="https://upstash.com/docs/qstash/integrations/resend">QStash: e-mail</a>
 */
public final class ApiProvider implements Destination {

	static final String CONTENT_TYPE = "application/json";

	private static final String CHAT_COMPLETIONS = "/v1/chat/completions";

	// what people copy as the base URL, and what is appended to it anyway
	private static final Pattern CHAT_SUFFIX = Pattern.compile("(/v1)?(/chat/completions)?/*$");

	private final Destination.Url url;

	private final String secretHeader;

	private final ForwardedHeaders headers;

	private final boolean answersByCallback;

	private ApiProvider(String url, String secretHeader, String secret, boolean answersByCallback) {
		this(new Destination.Url(url), secretHeader, ForwardedHeaders.NONE.and(secretHeader, secret),
				answersByCallback);
	}

	private ApiProvider(Destination.Url url, String secretHeader, ForwardedHeaders headers, boolean answersByCallback) {
		this.url = url;
		this.secretHeader = secretHeader;
		this.headers = headers;
		this.answersByCallback = answersByCallback;
	}

	/**
	 * Chat completions of OpenAI. The message needs a callback.
	 * @param token an OpenAI API key
	 * @return the provider
	 * @throws InvalidMessageException if the token is empty or cannot be a header value
	 */
	public static ApiProvider openAi(String token) {
		return languageModel("https://api.openai.com" + CHAT_COMPLETIONS, token);
	}

	/**
	 * Chat completions of OpenAI, on behalf of an organization. The message needs a
	 * callback.
	 * @param token an OpenAI API key
	 * @param organization id of the organization
	 * @return the provider
	 * @throws InvalidMessageException if an argument is empty or cannot be a header value
	 */
	public static ApiProvider openAi(String token, String organization) {
		return openAi(token).with("OpenAI-Organization", MessageOptions.headerText("organization", organization));
	}

	/**
	 * Messages of Anthropic, version {@code 2023-06-01}; another one can be set as the
	 * header {@code anthropic-version} of the message, which needs a callback.
	 * @param token an Anthropic API key
	 * @return the provider
	 * @throws InvalidMessageException if the token is empty or cannot be a header value
	 */
	public static ApiProvider anthropic(String token) {
		return new ApiProvider("https://api.anthropic.com/v1/messages", "X-Api-Key", token(token), true)
			.with("Anthropic-Version", "2023-06-01");
	}

	/**
	 * Chat completions of a service that speaks OpenAI's protocol. The message needs a
	 * callback.
	 * @param baseUrl an absolute http(s) URL without a query; {@code /v1},
	 * {@code /chat/completions} and slashes at its end are cut off, since
	 * {@code /v1/chat/completions} is appended
	 * @param token the token, sent as {@code Authorization: Bearer <token>}
	 * @return the provider
	 * @throws InvalidMessageException if the URL is none, or the token is empty or cannot
	 * be a header value
	 */
	public static ApiProvider openAiCompatible(String baseUrl, String token) {
		return languageModel(CHAT_SUFFIX.matcher(base(baseUrl)).replaceFirst("") + CHAT_COMPLETIONS, token);
	}

	/**
	 * E-mail through Resend: the body is one e-mail.
	 * @param token a Resend API key
	 * @return the provider
	 * @throws InvalidMessageException if the token is empty or cannot be a header value
	 */
	public static ApiProvider resend(String token) {
		return new ApiProvider("https://api.resend.com/emails", "Authorization", bearer(token), false);
	}

	/**
	 * E-mail through Resend: the body is a list of e-mails.
	 * @param token a Resend API key
	 * @return the provider
	 * @throws InvalidMessageException if the token is empty or cannot be a header value
	 */
	public static ApiProvider resendBatch(String token) {
		return new ApiProvider("https://api.resend.com/emails/batch", "Authorization", bearer(token), false);
	}

	private static String base(String baseUrl) {
		try {
			if (!baseUrl.contains("?") && !baseUrl.contains("#")) {
				return new Destination.Url(baseUrl).url();
			}
		}
		catch (InvalidMessageException ex) {
			// refused below, under the name that the caller knows
		}
		throw new InvalidMessageException("baseUrl",
				"must be an absolute URL that starts with http:// or https://, names a host "
						+ "and has neither query nor fragment but was '" + MessageOptions.shown(baseUrl) + "'");
	}

	private static ApiProvider languageModel(String url, String token) {
		return new ApiProvider(url, "Authorization", bearer(token), true);
	}

	private static String bearer(String token) {
		return "Bearer " + token(token);
	}

	private static String token(String token) {
		if (!token.matches("[!-~]+")) {
			throw new InvalidMessageException("token",
					"must not be empty and must not contain blanks, line breaks or characters other than ASCII");
		}
		return token;
	}

	private ApiProvider with(String header, String value) {
		return new ApiProvider(this.url, this.secretHeader, this.headers.and(header, value), this.answersByCallback);
	}

	@Override
	public String resolve(QStashPublicUrl publicUrl) {
		return this.url.resolve(publicUrl);
	}

	ForwardedHeaders headers() {
		return this.headers;
	}

	boolean answersByCallback() {
		return this.answersByCallback;
	}

	List<String> redacting(List<String> fields) {
		List<String> all = new ArrayList<>(fields);
		if (!fields.contains("header")) {
			all.add("header[" + this.secretHeader + "]");
		}
		return all;
	}

	/**
	 * Return the URL, without the credentials.
	 */
	@Override
	public String toString() {
		return this.url.toString();
	}

}
