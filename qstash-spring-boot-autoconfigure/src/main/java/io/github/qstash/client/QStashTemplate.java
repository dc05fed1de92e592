package io.github.qstash.client;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
import io.github.qstash.message.QStashPublicUrl;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.ReadOnlyHttpHeaders;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link QStashOperations} over HTTP. Thread-safe; one instance serves a whole
 * application.
 *
 * <pre class="code">
 * qstash.publish("https://example.com/orders", order)
 *     .subscribe((response) -&gt; log.info("published as {}", response.messageId()));
 * </pre>
 *
 * @since 1.0.0
 */
public final class QStashTemplate implements QStashOperations {

	private static final JsonMapper WIRE = JsonMapper.builder().build();

	private static final HttpHeaders JSON = new ReadOnlyHttpHeaders(true, HttpHeaderNames.CONTENT_TYPE,
			HttpHeaderValues.APPLICATION_JSON);

	private final MessagePreparation preparation;

	private final CallRetries retries;

	private final QStashTransport transport;

	private final PublishAnswers answers = new PublishAnswers(WIRE);

	private QStashTemplate(Builder builder, String token) {
		this.preparation = new MessagePreparation(builder.customizers, builder.jsonMapper, builder.publicUrl,
				builder.retryPolicy.generatesDeduplicationIds());
		this.retries = new CallRetries(builder.retryPolicy, Clock.systemUTC());
		this.transport = new QStashTransport(builder.httpClient, builder.url, token, builder.maxResponseSize,
				new ApiErrors(WIRE));
	}

	/**
	 * Start a template.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Override
	public Mono<PublishResponse> publish(QStashMessage given) {
		return Mono.defer(() -> {
			OutgoingMessage message = this.preparation.prepare(given);
			Mono<PublishResponse> call = this.transport.post(message.kind(), message.path(), message.headers(),
					message.body(), (answer) -> this.answers.readResponse(message.kind(), answer));
			return this.retries.apply(call, message.repeatable()).map(message::interpret);
		});
	}

	@Override
	public Mono<List<BatchResult>> batch(Collection<QStashMessage> given) {
		return Mono.defer(() -> {
			List<OutgoingMessage> messages = new ArrayList<>(given.size());
			List<BatchItem> items = new ArrayList<>(given.size());
			prepare(given, messages, items);
			if (messages.isEmpty()) {
				return Mono.just(List.of());
			}
			Mono<List<BatchResult>> call = this.transport.post(RequestKind.BATCH, "/v2/batch", JSON,
					WIRE.writeValueAsBytes(items), (answer) -> this.answers.readBatch(answer, items.size()));
			return this.retries.apply(call, messages.stream().allMatch(OutgoingMessage::repeatable))
				.map((results) -> interpret(messages, results));
		});
	}

	private void prepare(Collection<QStashMessage> given, List<OutgoingMessage> messages, List<BatchItem> items) {
		for (QStashMessage message : given) {
			try {
				OutgoingMessage outgoing = this.preparation.prepare(message);
				items.add(BatchItem.of(outgoing));
				messages.add(outgoing);
			}
			catch (InvalidMessageException ex) {
				throw new InvalidMessageException("messages[" + messages.size() + "]",
						"cannot be sent in a batch: " + ex.getMessage());
			}
		}
	}

	private static List<BatchResult> interpret(List<OutgoingMessage> messages, List<BatchResult> results) {
		return IntStream.range(0, results.size()).mapToObj((i) -> messages.get(i).interpret(results.get(i))).toList();
	}

	/**
	 * Builder of a {@link QStashTemplate}. Only the token is mandatory.
	 */
	public static final class Builder {

		private static final long TEN_MEGABYTES = 10 * 1024 * 1024;

		private String url = "https://qstash.upstash.io";

		private @Nullable String token;

		private HttpClient httpClient = HttpClient.create();

		private JsonMapper jsonMapper = WIRE;

		private QStashPublicUrl publicUrl = () -> null;

		private List<QStashMessageCustomizer> customizers = List.of();

		private QStashRetryPolicy retryPolicy = QStashRetryPolicy.builder().build();

		private long maxResponseSize = TEN_MEGABYTES;

		private Builder() {
		}

		/**
		 * Set the base URL of QStash, {@code https://qstash.upstash.io} by default.
		 * @param url an absolute http(s) URL without the {@code /v2} path
		 * @return this builder
		 */
		public Builder url(String url) {
			if (!isAbsoluteHttpUrl(url)) {
				throw new IllegalArgumentException(
						"'url' must be an absolute http or https URL such as https://qstash.upstash.io but was '" + url
								+ "'");
			}
			this.url = url.replaceAll("/+$", "");
			return this;
		}

		private static boolean isAbsoluteHttpUrl(String url) {
			try {
				URI uri = URI.create(url);
				return uri.getRawAuthority() != null
						&& ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
			}
			catch (IllegalArgumentException ex) {
				return false;
			}
		}

		/**
		 * Set the token of the QStash account.
		 * @param token the token
		 * @return this builder
		 */
		public Builder token(String token) {
			if (!token.matches("[!-~]+")) {
				throw new IllegalArgumentException(
						"'token' must not be empty and must not contain blanks or line breaks");
			}
			this.token = token;
			return this;
		}

		/**
		 * Set the HTTP client. It should not follow redirects, since they would carry the
		 * token elsewhere.
		 * @param httpClient the client with its time-outs and connection pool
		 * @return this builder
		 */
		public Builder httpClient(HttpClient httpClient) {
			this.httpClient = httpClient;
			return this;
		}

		/**
		 * Set the mapper that writes bodies.
		 * @param jsonMapper the mapper
		 * @return this builder
		 */
		public Builder jsonMapper(JsonMapper jsonMapper) {
			this.jsonMapper = jsonMapper;
			return this;
		}

		/**
		 * Set the base against which destinations that start with {@code /} are resolved.
		 * @param publicUrl the public URL
		 * @return this builder
		 */
		public Builder publicUrl(QStashPublicUrl publicUrl) {
			this.publicUrl = publicUrl;
			return this;
		}

		/**
		 * Set what gives messages their defaults, nothing by default.
		 * @param customizers the customizers; a later one wins over an earlier one
		 * @return this builder
		 */
		public Builder customizers(Collection<? extends QStashMessageCustomizer> customizers) {
			this.customizers = List.copyOf(customizers);
			return this;
		}

		/**
		 * Set whether and when a failed call is made again.
		 * @param retryPolicy the policy, by default one with four retries
		 * @return this builder
		 */
		public Builder retryPolicy(QStashRetryPolicy retryPolicy) {
			this.retryPolicy = retryPolicy;
			return this;
		}

		/**
		 * Set the largest answer that is read, ten megabytes by default.
		 * @param maxResponseSize the size in bytes
		 * @return this builder
		 */
		public Builder maxResponseSize(long maxResponseSize) {
			this.maxResponseSize = maxResponseSize;
			return this;
		}

		/**
		 * Build the template.
		 * @return the template
		 * @throws IllegalStateException if there is no token
		 */
		public QStashTemplate build() {
			if (this.token == null) {
				throw new IllegalStateException("'token' must be set");
			}
			return new QStashTemplate(this, this.token);
		}

	}

}
