package io.github.qstash.client;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
import io.github.qstash.message.QStashPublicUrl;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
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

	private final MessagePreparation preparation;

	private final MessageCalls calls;

	private final MessageStream stream;

	private final SigningKeyCalls signingKeys;

	private QStashTemplate(Builder builder, String token) {
		this.preparation = new MessagePreparation(builder.customizers, builder.jsonMapper, builder.publicUrl,
				builder.retryPolicy.generatesDeduplicationIds(), new LocalDestinations(builder.url));
		CallObservations observations = new CallObservations(builder.observationRegistry, builder.forwardsTraces);
		QStashTransport transport = new QStashTransport(builder.httpClient, builder.url, token, builder.maxResponseSize,
				new ApiErrors(WIRE, token), observations);
		CallRetries retries = new CallRetries(builder.retryPolicy, Clock.systemUTC());
		this.calls = new MessageCalls(transport, retries, observations, WIRE);
		this.signingKeys = new SigningKeyCalls(transport, retries, WIRE);
		this.stream = new MessageStream(this.preparation, this.calls, builder.batchSettings);
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
		return Mono.defer(() -> this.calls.publish(this.preparation.prepare(message)));
	}

	@Override
	public QStashMessage identified(QStashMessage message) {
		return this.preparation.identified(message);
	}

	@Override
	public Mono<List<BatchResult>> batch(Collection<QStashMessage> messages) {
		return Mono.defer(() -> {
			List<OutgoingMessage> prepared = new ArrayList<>(messages.size());
			messages.forEach((message) -> prepared.add(prepare(message, prepared.size())));
			return this.calls.batch(prepared);
		});
	}

	@Override
	public Flux<BatchResult> publishAll(Publisher<QStashMessage> messages) {
		return this.stream.publish(messages);
	}

	/**
	 * Return what can be asked about the signing keys of the account.
	 * @return the operations
	 */
	public SigningKeysOperations signingKeys() {
		return this.signingKeys;
	}

	/**
	 * Wait for the publishing calls that are under way, with their retries. Others may
	 * begin meanwhile and are waited for as well.
	 * @return completes as soon as no call is under way
	 */
	public Mono<Void> whenIdle() {
		return this.calls.noneUnderWay();
	}

	private OutgoingMessage prepare(QStashMessage message, int index) {
		try {
			OutgoingMessage prepared = this.preparation.prepare(message);
			if (!prepared.body().isText()) {
				throw new InvalidMessageException("body",
						"must be text to travel in a batch but is binary: publish the message by itself");
			}
			return prepared;
		}
		catch (InvalidMessageException ex) {
			throw new InvalidMessageException("messages[" + index + "]",
					"cannot be sent in a batch: " + ex.getMessage());
		}
	}

	/**
	 * Builder of a {@link QStashTemplate}. Only the token is mandatory.
	 */
	public static final class Builder {

		private static final long TEN_MEGABYTES = 10 * 1024 * 1024;

		private String url = "https://qstash.upstash.io";

		private @Nullable String token;

		private Supplier<HttpClient> httpClient = () -> HttpClient.create().responseTimeout(Duration.ofSeconds(30));

		private JsonMapper jsonMapper = WIRE;

		private QStashPublicUrl publicUrl = () -> null;

		private List<QStashMessageCustomizer> customizers = List.of();

		private QStashRetryPolicy retryPolicy = QStashRetryPolicy.builder().build();

		private QStashBatchSettings batchSettings = QStashBatchSettings.builder().build();

		private long maxResponseSize = TEN_MEGABYTES;

		private ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

		private boolean forwardsTraces = true;

		private Builder() {
		}

		/**
		 * Set the base URL of QStash, {@code https://qstash.upstash.io} by default. A
		 * path {@code /v2} or {@code /v2/publish} at its end, which many examples show,
		 * and trailing slashes are cut off.
		 * @param url an absolute http(s) URL
		 * @return this builder
		 */
		public Builder url(String url) {
			if (!isAbsoluteHttpUrl(url)) {
				// a user or a query may be a secret
				throw new IllegalArgumentException("'url' must be an absolute http or https URL without user, query "
						+ "and fragment, such as https://qstash.upstash.io, but was '"
						+ url.replaceAll("//[^/]*@|[?#].*", "…") + "'");
			}
			this.url = url.replaceFirst("(/+v2(/+publish)?)?/*$", "");
			return this;
		}

		private static boolean isAbsoluteHttpUrl(String url) {
			try {
				URI uri = URI.create(url);
				return uri.getRawAuthority() != null && uri.getRawUserInfo() == null && uri.getRawQuery() == null
						&& uri.getRawFragment() == null
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
		 * token elsewhere. Its response time-out is the time for a whole call that has a
		 * connection, until all of the answer is there; 30 seconds by default.
		 * @param httpClient the client with its time-outs and connection pool
		 * @return this builder
		 */
		public Builder httpClient(HttpClient httpClient) {
			return httpClient(() -> httpClient);
		}

		/**
		 * Set what makes the HTTP client. It is asked once, with the first call, so that
		 * an application does not wait for the client when it starts, and never on an
		 * event loop. If it fails, so does the call, with a
		 * {@link QStashClientException}, and the next one asks again.
		 * @param httpClient makes the client
		 * @return this builder
		 * @see #httpClient(HttpClient)
		 */
		public Builder httpClient(Supplier<HttpClient> httpClient) {
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
		 * Set how a stream of messages is cut into batches.
		 * @param batchSettings the settings
		 * @return this builder
		 */
		public Builder batchSettings(QStashBatchSettings batchSettings) {
			this.batchSettings = batchSettings;
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
		 * Set where calls are observed, nowhere by default.
		 * @param observationRegistry the registry
		 * @return this builder
		 * @see io.github.qstash.observation.QStashObservation
		 */
		public Builder observationRegistry(ObservationRegistry observationRegistry) {
			this.observationRegistry = observationRegistry;
			return this;
		}

		/**
		 * Set whether messages take the trace context along, so that their deliveries and
		 * callbacks continue the trace. A message with content-based deduplication never
		 * does, since no two of them would be the same.
		 * @param forwardsTraces whether to do so, {@code true} by default
		 * @return this builder
		 */
		public Builder forwardTraces(boolean forwardsTraces) {
			this.forwardsTraces = forwardsTraces;
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
