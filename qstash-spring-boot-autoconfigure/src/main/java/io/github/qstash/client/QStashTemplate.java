package io.github.qstash.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
import io.github.qstash.message.QStashPublicUrl;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
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

	private final JsonMapper jsonMapper;

	private final QStashPublicUrl publicUrl;

	private final QStashTransport transport;

	private final PublishAnswers answers = new PublishAnswers(WIRE);

	private QStashTemplate(Builder builder, String token) {
		this.jsonMapper = builder.jsonMapper;
		this.publicUrl = builder.publicUrl;
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
	public Mono<PublishResponse> publish(QStashMessage message) {
		return Mono.defer(() -> {
			RequestKind kind = (message.queue() != null) ? RequestKind.ENQUEUE : RequestKind.PUBLISH;
			MessageBody body = MessageBody.of(message, this.jsonMapper);
			String destination = message.destination().resolve(this.publicUrl);
			String path = (message.queue() != null) ? "/v2/enqueue/" + message.queue() + "/" : "/v2/publish/";
			return this.transport.post(kind, path + destination, headers(message, body), body.bytes(),
					(answer) -> this.answers.readResponse(kind, answer));
		});
	}

	@Override
	public Mono<List<BatchResult>> batch(Collection<QStashMessage> messages) {
		return Mono.defer(() -> {
			List<BatchItem> items = items(messages);
			if (items.isEmpty()) {
				return Mono.just(List.of());
			}
			return this.transport.post(RequestKind.BATCH, "/v2/batch",
					new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_TYPE, "application/json"),
					WIRE.writeValueAsBytes(items), (answer) -> this.answers.readBatch(answer, items.size()));
		});
	}

	private List<BatchItem> items(Collection<QStashMessage> messages) {
		List<BatchItem> items = new ArrayList<>(messages.size());
		for (QStashMessage message : messages) {
			try {
				items.add(BatchItem.of(message, this.publicUrl, this.jsonMapper));
			}
			catch (InvalidMessageException ex) {
				throw new InvalidMessageException("messages[" + items.size() + "]",
						"cannot be sent in a batch: " + ex.getMessage());
			}
		}
		return items;
	}

	private HttpHeaders headers(QStashMessage message, MessageBody body) {
		HttpHeaders headers = new DefaultHttpHeaders();
		if (body.contentType() != null) {
			headers.set(HttpHeaderNames.CONTENT_TYPE, body.contentType());
		}
		message.forEachHeader(this.publicUrl, headers::add);
		return headers;
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
