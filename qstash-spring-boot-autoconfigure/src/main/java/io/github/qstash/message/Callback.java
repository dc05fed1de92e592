package io.github.qstash.message;

import java.time.Duration;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * A URL that QStash calls with the result of a delivery, and how it calls it. The call is
 * a message of its own: signed, retried, and with a message id of its own.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/callbacks">QStash: callbacks</a>
 */
public final class Callback {

	private final Destination destination;

	private final @Nullable DeliveryMethod method;

	private final @Nullable Integer retries;

	private final @Nullable String retryDelay;

	private final @Nullable Duration timeout;

	private final ForwardedHeaders headers;

	private Callback(Builder builder) {
		this.destination = builder.destination;
		this.method = builder.method;
		this.retries = builder.retries;
		this.retryDelay = builder.retryDelay;
		this.timeout = builder.timeout;
		this.headers = builder.headers;
	}

	/**
	 * Start a callback.
	 * @param destination an absolute http(s) URL, or a path of this application that
	 * starts with {@code /}
	 * @return a builder
	 * @throws InvalidMessageException if the destination is something else
	 */
	public static Builder to(String destination) {
		Destination parsed = Destination.of(destination);
		if (!(parsed instanceof Destination.Url || parsed instanceof Destination.Path)) {
			throw new InvalidMessageException("callback",
					"must be an absolute http(s) URL or a path of this application that starts with '/' but was '"
							+ parsed + "'");
		}
		return new Builder(parsed);
	}

	void write(String header, QStashPublicUrl publicUrl, BiConsumer<? super String, ? super String> sink) {
		sink.accept(header, this.destination.resolve(publicUrl));
		if (this.method != null) {
			sink.accept(header + "-Method", this.method.name());
		}
		if (this.retries != null) {
			sink.accept(header + "-Retries", this.retries.toString());
		}
		if (this.retryDelay != null) {
			sink.accept(header + "-Retry-Delay", this.retryDelay);
		}
		if (this.timeout != null) {
			sink.accept(header + "-Timeout", QStashDurations.format(this.timeout));
		}
		this.headers.write(header + "-Forward-", sink);
	}

	@Override
	public String toString() {
		return this.destination.toString();
	}

	/**
	 * Builder of a {@link Callback}.
	 */
	public static final class Builder {

		private final Destination destination;

		private @Nullable DeliveryMethod method;

		private @Nullable Integer retries;

		private @Nullable String retryDelay;

		private @Nullable Duration timeout;

		private ForwardedHeaders headers = ForwardedHeaders.NONE;

		private Builder(Destination destination) {
			this.destination = destination;
		}

		/**
		 * Set the HTTP method of the callback, {@code POST} by default.
		 * @param method the method
		 * @return this builder
		 */
		public Builder method(DeliveryMethod method) {
			this.method = method;
			return this;
		}

		/**
		 * Set how often the callback is retried; by default as often as its message.
		 * @param retries retries after the first attempt, zero or more
		 * @return this builder
		 */
		public Builder retries(int retries) {
			this.retries = MessageOptions.notNegative("callback.retries", retries);
			return this;
		}

		/**
		 * Set the delay between retries, see
		 * {@link QStashMessage.Builder#retryDelay(String)}.
		 * @param expression expression that gives milliseconds
		 * @return this builder
		 */
		public Builder retryDelay(String expression) {
			this.retryDelay = MessageOptions.headerText("callback.retryDelay", expression);
			return this;
		}

		/**
		 * Set how long one attempt may take; by default as long as the plan allows.
		 * @param timeout the time-out, greater than zero, rounded up to seconds
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			this.timeout = MessageOptions.positive("callback.timeout", timeout);
			return this;
		}

		/**
		 * Add a header that the callback URL receives.
		 * @param name the header's name
		 * @param values its values
		 * @return this builder
		 */
		public Builder header(String name, String... values) {
			this.headers = this.headers.and(name, values);
			return this;
		}

		/**
		 * Build the callback.
		 * @return the callback
		 */
		public Callback build() {
			return new Callback(this);
		}

	}

}
