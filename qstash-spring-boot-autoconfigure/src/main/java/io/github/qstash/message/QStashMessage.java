package io.github.qstash.message;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * A message: a body, its destination, and everything QStash can be told about its
 * delivery. Immutable; an option that is not set is left to QStash.
 *
 * <pre class="code">
 * QStashMessage.to("https://example.com/orders").body(order).delay(Duration.ofMinutes(5)).retries(5).build();
 * </pre>
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/publishing">QStash: publishing</a>
 */
public final class QStashMessage {

	private final Destination destination;

	private final @Nullable String queue;

	private final @Nullable Object body;

	private final @Nullable String contentType;

	private final ForwardedHeaders headers;

	private final @Nullable DeliveryMethod method;

	private final @Nullable Duration delay;

	private final @Nullable Instant notBefore;

	private final @Nullable Integer retries;

	private final @Nullable String retryDelay;

	private final @Nullable Duration timeout;

	private final @Nullable Callback callback;

	private final @Nullable Callback failureCallback;

	private final @Nullable String deduplicationId;

	private final @Nullable Boolean contentBasedDeduplication;

	private final @Nullable FlowControl flowControl;

	private final List<String> labels;

	private final List<String> redactedFields;

	private QStashMessage(Builder builder, Destination destination) {
		this.destination = destination;
		this.queue = builder.queue;
		this.body = builder.body;
		this.contentType = builder.contentType;
		this.headers = builder.headers;
		this.method = builder.method;
		this.delay = builder.delay;
		this.notBefore = builder.notBefore;
		this.retries = builder.retries;
		this.retryDelay = builder.retryDelay;
		this.timeout = builder.timeout;
		this.callback = builder.callback;
		this.failureCallback = builder.failureCallback;
		this.deduplicationId = builder.deduplicationId;
		this.contentBasedDeduplication = builder.contentBasedDeduplication;
		this.flowControl = builder.flowControl;
		this.labels = List.copyOf(builder.labels);
		this.redactedFields = List.copyOf(builder.redactedFields);
	}

	/**
	 * Start a message.
	 * @param destination an absolute http(s) URL, the name of a URL group, an API name
	 * such as {@code api/llm}, or a path of this application that starts with {@code /}
	 * @return a builder
	 * @throws InvalidMessageException if the destination is none of them
	 */
	public static Builder to(String destination) {
		return builder().to(destination);
	}

	/**
	 * Start a message.
	 * @param destination the destination
	 * @return a builder
	 */
	public static Builder to(Destination destination) {
		return builder().to(destination);
	}

	/**
	 * Start a message whose destination is named later.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return a builder that starts with everything this message says.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		return new Builder().overlay(this);
	}

	/**
	 * Return this message with the options of a builder where it says nothing itself. A
	 * header replaces a default header of the same name; labels and redacted fields
	 * replace the default ones as a whole; a delay or an instant of this message replaces
	 * whichever of the two is the default.
	 * @param defaults the defaults, which are used up
	 * @return the message to send
	 */
	public QStashMessage withDefaults(Builder defaults) {
		return defaults.overlay(this).build();
	}

	/**
	 * Return where the message goes.
	 * @return the destination
	 */
	public Destination destination() {
		return this.destination;
	}

	/**
	 * Return the queue through which the message goes.
	 * @return the queue's name, or {@code null} to publish directly
	 */
	public @Nullable String queue() {
		return this.queue;
	}

	/**
	 * Return the body as it was given.
	 * @return the body, or {@code null} if it is empty
	 */
	public @Nullable Object body() {
		return this.body;
	}

	/**
	 * Return the content type that was set explicitly, or that the destination wants.
	 * @return the content type, or {@code null} if the body decides
	 */
	public @Nullable String contentType() {
		return (this.contentType == null && this.destination instanceof ApiProvider) ? ApiProvider.CONTENT_TYPE
				: this.contentType;
	}

	/**
	 * Return the delay of the delivery.
	 * @return the delay, or {@code null} if there is none
	 */
	public @Nullable Duration delay() {
		return this.delay;
	}

	/**
	 * Return the instant before which the message is not delivered.
	 * @return the instant, or {@code null} if there is none
	 */
	public @Nullable Instant notBefore() {
		return this.notBefore;
	}

	/**
	 * Return how often a failed delivery is retried.
	 * @return the number of retries, or {@code null} to leave it to QStash
	 */
	public @Nullable Integer retries() {
		return this.retries;
	}

	/**
	 * Return the deduplication id that was set explicitly.
	 * @return the id, or {@code null} if there is none
	 */
	public @Nullable String deduplicationId() {
		return this.deduplicationId;
	}

	/**
	 * Return whether QStash computes the deduplication id from the content.
	 * @return whether it does so
	 */
	public boolean contentBasedDeduplication() {
		return Boolean.TRUE.equals(this.contentBasedDeduplication);
	}

	/**
	 * Write every option as a request header, except {@code Content-Type}, which depends
	 * on the body. A name comes several times if it has several values.
	 * @param publicUrl base of this application, for callbacks to a path of it
	 * @param sink takes name and value
	 * @throws InvalidMessageException if a callback is a path and the public URL is not
	 * known
	 */
	public void forEachHeader(QStashPublicUrl publicUrl, BiConsumer<? super String, ? super String> sink) {
		if (this.method != null) {
			sink.accept(QStashHeaders.METHOD, this.method.name());
		}
		if (this.delay != null) {
			sink.accept(QStashHeaders.DELAY, QStashDurations.format(this.delay));
		}
		if (this.notBefore != null) {
			sink.accept(QStashHeaders.NOT_BEFORE, Long.toString(ceilingSecond(this.notBefore)));
		}
		if (this.retries != null) {
			sink.accept(QStashHeaders.RETRIES, this.retries.toString());
		}
		if (this.retryDelay != null) {
			sink.accept(QStashHeaders.RETRY_DELAY, this.retryDelay);
		}
		if (this.timeout != null) {
			sink.accept(QStashHeaders.TIMEOUT, QStashDurations.format(this.timeout));
		}
		if (this.callback != null) {
			this.callback.write(QStashHeaders.CALLBACK, publicUrl, sink);
		}
		if (this.failureCallback != null) {
			this.failureCallback.write(QStashHeaders.FAILURE_CALLBACK, publicUrl, sink);
		}
		if (this.deduplicationId != null) {
			sink.accept(QStashHeaders.DEDUPLICATION_ID, this.deduplicationId);
		}
		if (contentBasedDeduplication()) {
			sink.accept(QStashHeaders.CONTENT_BASED_DEDUPLICATION, "true");
		}
		if (this.flowControl != null) {
			sink.accept(QStashHeaders.FLOW_CONTROL_KEY, this.flowControl.key());
			sink.accept(QStashHeaders.FLOW_CONTROL_VALUE, this.flowControl.value());
		}
		if (!this.labels.isEmpty()) {
			sink.accept(QStashHeaders.LABEL, String.join(",", this.labels));
		}
		ForwardedHeaders forwarded = this.headers;
		List<String> redacted = this.redactedFields;
		if (this.destination instanceof ApiProvider provider) {
			forwarded = forwarded.over(provider.headers());
			redacted = provider.redacting(redacted);
		}
		if (!redacted.isEmpty()) {
			sink.accept(QStashHeaders.REDACT_FIELDS, String.join(",", redacted));
		}
		forwarded.write(QStashHeaders.FORWARD_PREFIX, sink);
	}

	private static long ceilingSecond(Instant instant) {
		// rounded up, so that a delivery is never earlier than asked for
		return instant.getEpochSecond() + ((instant.getNano() > 0) ? 1 : 0);
	}

	/**
	 * Return where the message goes, without its body, headers and ids.
	 */
	@Override
	public String toString() {
		return "QStashMessage[to " + this.destination + ((this.queue != null) ? " through queue " + this.queue : "")
				+ "]";
	}

	/**
	 * Builder of a {@link QStashMessage}. Each method refuses a value that QStash would
	 * refuse with an {@link InvalidMessageException}.
	 */
	public static final class Builder {

		private @Nullable Destination destination;

		private @Nullable String queue;

		private @Nullable Object body;

		private @Nullable String contentType;

		private ForwardedHeaders headers = ForwardedHeaders.NONE;

		private @Nullable DeliveryMethod method;

		private @Nullable Duration delay;

		private @Nullable Instant notBefore;

		private @Nullable Integer retries;

		private @Nullable String retryDelay;

		private @Nullable Duration timeout;

		private @Nullable Callback callback;

		private @Nullable Callback failureCallback;

		private @Nullable String deduplicationId;

		private @Nullable Boolean contentBasedDeduplication;

		private @Nullable FlowControl flowControl;

		private final List<String> labels = new ArrayList<>();

		private final List<String> redactedFields = new ArrayList<>();

		private Builder() {
		}

		private Builder overlay(QStashMessage message) {
			this.destination = message.destination;
			if (message.destination instanceof ApiProvider provider) {
				// what the provider needs is not for defaults to change
				this.headers = this.headers.without(provider.headers());
				this.contentType = null;
				this.method = null;
			}
			this.queue = orElse(message.queue, this.queue);
			this.body = orElse(message.body, this.body);
			this.contentType = orElse(message.contentType, this.contentType);
			this.headers = message.headers.over(this.headers);
			this.method = orElse(message.method, this.method);
			if (message.delay != null || message.notBefore != null) {
				this.delay = message.delay;
				this.notBefore = message.notBefore;
			}
			this.retries = orElse(message.retries, this.retries);
			this.retryDelay = orElse(message.retryDelay, this.retryDelay);
			this.timeout = orElse(message.timeout, this.timeout);
			this.callback = orElse(message.callback, this.callback);
			this.failureCallback = orElse(message.failureCallback, this.failureCallback);
			this.deduplicationId = orElse(message.deduplicationId, this.deduplicationId);
			this.contentBasedDeduplication = orElse(message.contentBasedDeduplication, this.contentBasedDeduplication);
			this.flowControl = orElse(message.flowControl, this.flowControl);
			replaceUnlessEmpty(this.labels, message.labels);
			replaceUnlessEmpty(this.redactedFields, message.redactedFields);
			return this;
		}

		private static <V> @Nullable V orElse(@Nullable V value, @Nullable V other) {
			return (value != null) ? value : other;
		}

		private static void replaceUnlessEmpty(List<String> list, List<String> elements) {
			if (!elements.isEmpty()) {
				list.clear();
				list.addAll(elements);
			}
		}

		/**
		 * Set the destination.
		 * @param destination an absolute http(s) URL, the name of a URL group, an API
		 * name such as {@code api/llm}, or a path of this application that starts with
		 * {@code /}
		 * @return this builder
		 * @throws InvalidMessageException if the destination is none of them
		 */
		public Builder to(String destination) {
			return to(Destination.of(destination));
		}

		/**
		 * Set the destination.
		 * @param destination the destination
		 * @return this builder
		 */
		public Builder to(Destination destination) {
			this.destination = destination;
			return this;
		}

		/**
		 * Send the message through a queue: first in, first out, one at a time. The queue
		 * is created if it does not exist.
		 * @param queue the queue's name: letters, digits, {@code -}, {@code _} and
		 * {@code .}
		 * @return this builder
		 * @see <a href="https://upstash.com/docs/qstash/features/queues">QStash:
		 * queues</a>
		 */
		public Builder queue(String queue) {
			this.queue = MessageOptions.name("queue", queue);
			return this;
		}

		/**
		 * Set the body. {@code String} (as UTF-8) and {@code byte[]} are sent as they
		 * are, anything else as JSON, {@code null} as an empty body.
		 * @param body the body
		 * @return this builder
		 */
		public Builder body(@Nullable Object body) {
			this.body = body;
			return this;
		}

		/**
		 * Set the content type that the destination receives. By default
		 * {@code application/json} for JSON, {@code text/plain;charset=UTF-8} for a
		 * {@code String} and {@code application/octet-stream} for {@code byte[]}.
		 * @param contentType the MIME type
		 * @return this builder
		 */
		public Builder contentType(String contentType) {
			this.contentType = MessageOptions.headerText("contentType", contentType);
			return this;
		}

		/**
		 * Add a header that the destination receives. {@code Content-Type} is the same as
		 * {@link #contentType(String)}; names that start with {@code Upstash-} are
		 * refused. Blanks around a value are dropped. Other characters than those of
		 * ASCII travel as UTF-8, which not every destination expects.
		 * @param name the header's name
		 * @param values its values, added to those it has already
		 * @return this builder
		 */
		public Builder header(String name, String... values) {
			if (!"Content-Type".equalsIgnoreCase(name)) {
				this.headers = this.headers.and(name, values);
				return this;
			}
			if (values.length != 1) {
				throw new InvalidMessageException("contentType",
						"must have exactly one value but has " + values.length);
			}
			return contentType(values[0]);
		}

		/**
		 * Set the HTTP method of the delivery, {@code POST} by default.
		 * @param method the method
		 * @return this builder
		 */
		public Builder method(DeliveryMethod method) {
			this.method = method;
			return this;
		}

		/**
		 * Deliver not before this delay has passed. Not together with
		 * {@link #notBefore(Instant)}.
		 * @param delay the delay, zero or more, rounded up to seconds
		 * @return this builder
		 * @see <a href="https://upstash.com/docs/qstash/features/delay">QStash: delay</a>
		 */
		public Builder delay(Duration delay) {
			this.delay = MessageOptions.notNegative("delay", delay);
			return this;
		}

		/**
		 * Deliver not before this instant. Not together with {@link #delay(Duration)}.
		 * @param notBefore the instant, rounded up to seconds
		 * @return this builder
		 * @see <a href="https://upstash.com/docs/qstash/features/delay">QStash: delay</a>
		 */
		public Builder notBefore(Instant notBefore) {
			this.notBefore = notBefore;
			return this;
		}

		/**
		 * Set how often a failed delivery is retried, 3 times by default.
		 * @param retries retries after the first attempt, zero or more
		 * @return this builder
		 * @see <a href="https://upstash.com/docs/qstash/features/retry">QStash: retry</a>
		 */
		public Builder retries(int retries) {
			this.retries = MessageOptions.notNegative("retries", retries);
			return this;
		}

		/**
		 * Set the delay before a retry as an expression in milliseconds, in which
		 * {@code retried} is the number of retries made so far, for example
		 * {@code pow(2, retried) * 1000}. By default QStash waits longer each time, from
		 * twelve seconds to a day.
		 * @param expression numbers, {@code + - * /}, parentheses, {@code retried}, and
		 * the functions {@code pow exp sqrt abs floor ceil round min max}
		 * @return this builder
		 * @see <a href="https://upstash.com/docs/qstash/features/retry">QStash: retry</a>
		 */
		public Builder retryDelay(String expression) {
			this.retryDelay = MessageOptions.headerText("retryDelay", expression);
			return this;
		}

		/**
		 * Set how long one delivery attempt may take; by default as long as the plan
		 * allows.
		 * @param timeout the time-out, greater than zero, rounded up to seconds
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			this.timeout = MessageOptions.positive("timeout", timeout);
			return this;
		}

		/**
		 * Have a URL called after each delivery attempt.
		 * @param callback the callback
		 * @return this builder
		 * @see <a href="https://upstash.com/docs/qstash/features/callbacks">QStash:
		 * callbacks</a>
		 */
		public Builder callback(Callback callback) {
			this.callback = callback;
			return this;
		}

		/**
		 * Have a URL called after each delivery attempt.
		 * @param destination an absolute http(s) URL, or a path of this application
		 * @return this builder
		 */
		public Builder callback(String destination) {
			return callback(Callback.to(destination).build());
		}

		/**
		 * Have a URL called once when the message has failed for good.
		 * @param failureCallback the callback
		 * @return this builder
		 * @see <a href="https://upstash.com/docs/qstash/features/callbacks">QStash:
		 * callbacks</a>
		 */
		public Builder failureCallback(Callback failureCallback) {
			this.failureCallback = failureCallback;
			return this;
		}

		/**
		 * Have a URL called once when the message has failed for good.
		 * @param destination an absolute http(s) URL, or a path of this application
		 * @return this builder
		 */
		public Builder failureCallback(String destination) {
			return failureCallback(Callback.to(destination).build());
		}

		/**
		 * Set the deduplication id: a message whose id was seen within the last ten
		 * minutes is accepted but not delivered again.
		 * @param deduplicationId the id, without {@code :}, which QStash refuses
		 * @return this builder
		 * @see <a href="https://upstash.com/docs/qstash/features/deduplication">QStash:
		 * deduplication</a>
		 */
		public Builder deduplicationId(String deduplicationId) {
			if (deduplicationId.indexOf(':') >= 0) {
				throw new InvalidMessageException("deduplicationId",
						"must not contain ':' but was '" + deduplicationId + "'");
			}
			this.deduplicationId = MessageOptions.headerText("deduplicationId", deduplicationId);
			return this;
		}

		/**
		 * Have QStash compute the deduplication id from destination, body, content type
		 * and forwarded headers. An explicit id wins.
		 * @param contentBasedDeduplication whether to do so, {@code false} by default
		 * @return this builder
		 */
		public Builder contentBasedDeduplication(boolean contentBasedDeduplication) {
			this.contentBasedDeduplication = contentBasedDeduplication;
			return this;
		}

		/**
		 * Share limits with all messages of the same key.
		 * @param flowControl the key and its limits
		 * @return this builder
		 */
		public Builder flowControl(FlowControl flowControl) {
			this.flowControl = flowControl;
			return this;
		}

		/**
		 * Add labels, by which logs, dead letters and cancellations are filtered.
		 * @param labels the labels, without commas
		 * @return this builder
		 */
		public Builder label(String... labels) {
			for (String label : labels) {
				if (label.indexOf(',') >= 0) {
					throw new InvalidMessageException("label", "must not contain ',' but was '" + label + "'");
				}
				this.labels.add(MessageOptions.headerText("label", label));
			}
			return this;
		}

		/**
		 * Have QStash show the body as a hash. Deliveries are not affected.
		 * @return this builder
		 */
		public Builder redactBody() {
			this.redactedFields.add("body");
			return this;
		}

		/**
		 * Have QStash show forwarded headers as hashes. Deliveries are not affected.
		 * @param names names of the headers; none means all
		 * @return this builder
		 */
		public Builder redactHeaders(String... names) {
			if (names.length == 0) {
				this.redactedFields.add("header");
			}
			for (String name : names) {
				this.redactedFields.add("header[" + MessageOptions.headerName("redactHeaders", name) + "]");
			}
			return this;
		}

		/**
		 * Build the message.
		 * @return the message
		 * @throws InvalidMessageException if options contradict each other
		 */
		public QStashMessage build() {
			if (this.destination == null) {
				throw new InvalidMessageException("destination", "must be set, use 'to'");
			}
			if (this.delay != null && this.notBefore != null) {
				throw new InvalidMessageException("delay", "must not be set together with 'notBefore'");
			}
			if (this.callback == null && answersByCallback(this.destination)) {
				throw new InvalidMessageException("callback",
						"must be set when the destination is '" + this.destination + "'");
			}
			return new QStashMessage(this, this.destination);
		}

		private static boolean answersByCallback(Destination destination) {
			return (destination instanceof ApiProvider provider && provider.answersByCallback())
					|| (destination instanceof Destination.Api api && api.name().equals("llm"));
		}

	}

}
