package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a publisher asks for: the request to deliver and how to deliver it.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/publishing">QStash: publishing</a>
 */
public final class MessageSpec {

	/** Retries if a publisher does not say how many. */
	public static final int DEFAULT_RETRIES = 3;

	/** How long an attempt may take if a publisher does not say. */
	public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(15);

	private final String method;

	private final Map<String, List<String>> headers;

	private final Body body;

	private final int retries;

	private final @Nullable RetryDelay retryDelay;

	private final Duration timeout;

	private final @Nullable Duration delay;

	private final @Nullable Instant notBefore;

	private final @Nullable String queue;

	private final List<String> labels;

	private final @Nullable CallbackSpec callback;

	private final @Nullable CallbackSpec failureCallback;

	private final @Nullable FlowControl flowControl;

	private final @Nullable String deduplicationId;

	private final boolean contentBasedDeduplication;

	private final String callerIp;

	private final Redaction redaction;

	private final Map<String, List<String>> shownHeaders;

	private final Body shownBody;

	private MessageSpec(Builder builder) {
		this.method = builder.method;
		this.headers = builder.headers;
		this.body = builder.body;
		this.retries = builder.retries;
		this.retryDelay = builder.retryDelay;
		this.timeout = builder.timeout;
		this.delay = builder.delay;
		this.notBefore = builder.notBefore;
		this.queue = builder.queue;
		this.labels = builder.labels;
		this.callback = builder.callback;
		this.failureCallback = builder.failureCallback;
		this.flowControl = builder.flowControl;
		this.deduplicationId = builder.deduplicationId;
		this.contentBasedDeduplication = builder.contentBasedDeduplication;
		this.callerIp = builder.callerIp;
		this.redaction = builder.redaction;
		this.shownHeaders = builder.redaction.apply(builder.headers);
		this.shownBody = builder.redaction.apply(builder.body);
	}

	/**
	 * Return a builder with the defaults of QStash.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * HTTP method of the delivery, {@code POST} by default.
	 * @return the method
	 */
	public String method() {
		return this.method;
	}

	/**
	 * Headers that the destination receives, including {@code Content-Type}; names are
	 * brought into canonical case. None by default.
	 * @return the headers
	 */
	public Map<String, List<String>> headers() {
		return this.headers;
	}

	/**
	 * What the destination receives, empty by default.
	 * @return the body
	 */
	public Body body() {
		return this.body;
	}

	/**
	 * Retries after the first attempt, 3 by default.
	 * @return the number of retries
	 */
	public int retries() {
		return this.retries;
	}

	/**
	 * Delay before each retry; by default the back-off of QStash.
	 * @return the delay, or {@code null} for the default
	 */
	public @Nullable RetryDelay retryDelay() {
		return this.retryDelay;
	}

	/**
	 * How long one attempt may take, 15 minutes by default.
	 * @return the time-out
	 */
	public Duration timeout() {
		return this.timeout;
	}

	/**
	 * Delay before the first attempt, none by default.
	 * @return the delay
	 */
	public @Nullable Duration delay() {
		return this.delay;
	}

	/**
	 * Earliest instant of the first attempt; wins over the delay.
	 * @return the instant
	 */
	public @Nullable Instant notBefore() {
		return this.notBefore;
	}

	/**
	 * Queue that the message goes through, none by default.
	 * @return name of the queue
	 */
	public @Nullable String queue() {
		return this.queue;
	}

	/**
	 * Labels to find the message by, none by default.
	 * @return the labels
	 */
	public List<String> labels() {
		return this.labels;
	}

	/**
	 * Who is told about every attempt, nobody by default.
	 * @return the callback
	 */
	public @Nullable CallbackSpec callback() {
		return this.callback;
	}

	/**
	 * Who is told when the message failed for good, nobody by default.
	 * @return the callback
	 */
	public @Nullable CallbackSpec failureCallback() {
		return this.failureCallback;
	}

	/**
	 * Limits shared with other messages, none by default.
	 * @return the limits
	 */
	public @Nullable FlowControl flowControl() {
		return this.flowControl;
	}

	/**
	 * Id by which a repeated publish is recognised, none by default.
	 * @return the id
	 */
	public @Nullable String deduplicationId() {
		return this.deduplicationId;
	}

	/**
	 * Whether that id is computed from the content, {@code false} by default.
	 * @return whether it is
	 */
	public boolean contentBasedDeduplication() {
		return this.contentBasedDeduplication;
	}

	/**
	 * Address of the publisher, {@code 127.0.0.1} by default.
	 * @return the address
	 */
	public String callerIp() {
		return this.callerIp;
	}

	/**
	 * What is never shown of the message, nothing by default.
	 * @return the redaction
	 */
	public Redaction redaction() {
		return this.redaction;
	}

	/**
	 * Return {@link #headers()} as they may be shown.
	 * @return the headers, redacted
	 */
	public Map<String, List<String>> shownHeaders() {
		return this.shownHeaders;
	}

	/**
	 * Return {@link #body()} as it may be shown.
	 * @return the body, redacted
	 */
	public Body shownBody() {
		return this.shownBody;
	}

	/**
	 * Return a builder that starts with these values.
	 * @return the builder
	 */
	public Builder toBuilder() {
		return new Builder(this);
	}

	int size() {
		return this.body.size() + CanonicalHeaders.size(this.headers) + size(this.callback)
				+ size(this.failureCallback);
	}

	private static int size(@Nullable CallbackSpec callback) {
		return (callback != null) ? callback.size() : 0;
	}

	/**
	 * Builder of a {@link MessageSpec}.
	 */
	public static final class Builder {

		private String method = "POST";

		private Map<String, List<String>> headers = Map.of();

		private Body body = Body.empty();

		private int retries = DEFAULT_RETRIES;

		private @Nullable RetryDelay retryDelay;

		private Duration timeout = DEFAULT_TIMEOUT;

		private @Nullable Duration delay;

		private @Nullable Instant notBefore;

		private @Nullable String queue;

		private List<String> labels = List.of();

		private @Nullable CallbackSpec callback;

		private @Nullable CallbackSpec failureCallback;

		private @Nullable FlowControl flowControl;

		private @Nullable String deduplicationId;

		private boolean contentBasedDeduplication;

		private String callerIp = "127.0.0.1";

		private Redaction redaction = Redaction.none();

		private Builder() {
		}

		private Builder(MessageSpec spec) {
			this.method = spec.method;
			this.headers = spec.headers;
			this.body = spec.body;
			this.retries = spec.retries;
			this.retryDelay = spec.retryDelay;
			this.timeout = spec.timeout;
			this.delay = spec.delay;
			this.notBefore = spec.notBefore;
			this.queue = spec.queue;
			this.labels = spec.labels;
			this.callback = spec.callback;
			this.failureCallback = spec.failureCallback;
			this.flowControl = spec.flowControl;
			this.deduplicationId = spec.deduplicationId;
			this.contentBasedDeduplication = spec.contentBasedDeduplication;
			this.callerIp = spec.callerIp;
			this.redaction = spec.redaction;
		}

		/**
		 * HTTP method of the delivery, {@code POST} by default.
		 * @param method the method
		 * @return this builder
		 */
		public Builder method(String method) {
			this.method = method;
			return this;
		}

		/**
		 * Headers that the destination receives, including {@code Content-Type}; names
		 * are brought into canonical case. None by default.
		 * @param headers the headers
		 * @return this builder
		 */
		public Builder headers(Map<String, List<String>> headers) {
			this.headers = CanonicalHeaders.copyOf(headers);
			return this;
		}

		/**
		 * What the destination receives, empty by default.
		 * @param body the body
		 * @return this builder
		 */
		public Builder body(Body body) {
			this.body = body;
			return this;
		}

		/**
		 * Retries after the first attempt, 3 by default.
		 * @param retries the number of retries
		 * @return this builder
		 */
		public Builder retries(int retries) {
			this.retries = retries;
			return this;
		}

		/**
		 * Delay before each retry; by default the back-off of QStash.
		 * @param retryDelay the delay, or {@code null} for the default
		 * @return this builder
		 */
		public Builder retryDelay(@Nullable RetryDelay retryDelay) {
			this.retryDelay = retryDelay;
			return this;
		}

		/**
		 * How long one attempt may take, 15 minutes by default and 12 hours at most.
		 * @param timeout the time-out
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			this.timeout = timeout;
			return this;
		}

		/**
		 * Delay before the first attempt, none by default.
		 * @param delay the delay
		 * @return this builder
		 */
		public Builder delay(@Nullable Duration delay) {
			this.delay = delay;
			return this;
		}

		/**
		 * Earliest instant of the first attempt; wins over the delay.
		 * @param notBefore the instant
		 * @return this builder
		 */
		public Builder notBefore(@Nullable Instant notBefore) {
			this.notBefore = notBefore;
			return this;
		}

		/**
		 * Queue that the message goes through, none by default.
		 * @param queue name of the queue
		 * @return this builder
		 */
		public Builder queue(@Nullable String queue) {
			this.queue = queue;
			return this;
		}

		/**
		 * Labels to find the message by, none by default.
		 * @param labels the labels
		 * @return this builder
		 */
		public Builder labels(List<String> labels) {
			this.labels = List.copyOf(labels);
			return this;
		}

		/**
		 * Who is told about every attempt, nobody by default.
		 * @param callback the callback
		 * @return this builder
		 */
		public Builder callback(@Nullable CallbackSpec callback) {
			this.callback = callback;
			return this;
		}

		/**
		 * Who is told when the message failed for good, nobody by default.
		 * @param failureCallback the callback
		 * @return this builder
		 */
		public Builder failureCallback(@Nullable CallbackSpec failureCallback) {
			this.failureCallback = failureCallback;
			return this;
		}

		/**
		 * Limits shared with other messages, none by default.
		 * @param flowControl the limits
		 * @return this builder
		 */
		public Builder flowControl(@Nullable FlowControl flowControl) {
			this.flowControl = flowControl;
			return this;
		}

		/**
		 * Id by which a repeated publish is recognised, none by default.
		 * @param deduplicationId the id
		 * @return this builder
		 */
		public Builder deduplicationId(@Nullable String deduplicationId) {
			this.deduplicationId = deduplicationId;
			return this;
		}

		/**
		 * Whether that id is computed from the content, {@code false} by default.
		 * @param contentBasedDeduplication whether it is
		 * @return this builder
		 */
		public Builder contentBasedDeduplication(boolean contentBasedDeduplication) {
			this.contentBasedDeduplication = contentBasedDeduplication;
			return this;
		}

		/**
		 * Address of the publisher, {@code 127.0.0.1} by default.
		 * @param callerIp the address
		 * @return this builder
		 */
		public Builder callerIp(String callerIp) {
			this.callerIp = callerIp;
			return this;
		}

		/**
		 * What is never shown of the message, nothing by default.
		 * @param redaction the redaction
		 * @return this builder
		 */
		public Builder redaction(Redaction redaction) {
			this.redaction = redaction;
			return this;
		}

		/**
		 * Build the specification. It is checked when it is published.
		 * @return the specification
		 */
		public MessageSpec build() {
			return new MessageSpec(this);
		}

	}

}
