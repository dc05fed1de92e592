package io.github.qstash.autoconfigure;

import java.net.URI;
import java.time.Duration;

import io.github.qstash.receive.UrlCheck;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.Ordered;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties for QStash.
 *
 * @since 1.0.0
 */
@ConfigurationProperties("qstash")
public class QStashProperties {

	/**
	 * Base URL of QStash; "https://qstash.upstash.io" if neither this nor the development
	 * server says otherwise.
	 */
	private @Nullable String url;

	/**
	 * Token of the QStash account, needed to publish.
	 */
	private @Nullable String token;

	/**
	 * Key that deliveries are signed with, needed to receive.
	 */
	private @Nullable String currentSigningKey;

	/**
	 * Key that deliveries are signed with after the next rotation.
	 */
	private @Nullable String nextSigningKey;

	/**
	 * URL at which QStash reaches this application. Destinations that start with "/" are
	 * resolved against it, and the signature of a delivery must name it.
	 */
	private @Nullable URI publicUrl;

	private final Client client = new Client();

	private final Publish publish = new Publish();

	private final Receiver receiver = new Receiver();

	public @Nullable String getUrl() {
		return this.url;
	}

	public void setUrl(@Nullable String url) {
		this.url = url;
	}

	public @Nullable String getToken() {
		return this.token;
	}

	public void setToken(@Nullable String token) {
		this.token = token;
	}

	public @Nullable String getCurrentSigningKey() {
		return this.currentSigningKey;
	}

	public void setCurrentSigningKey(@Nullable String currentSigningKey) {
		this.currentSigningKey = currentSigningKey;
	}

	public @Nullable String getNextSigningKey() {
		return this.nextSigningKey;
	}

	public void setNextSigningKey(@Nullable String nextSigningKey) {
		this.nextSigningKey = nextSigningKey;
	}

	public @Nullable URI getPublicUrl() {
		return this.publicUrl;
	}

	public void setPublicUrl(@Nullable URI publicUrl) {
		this.publicUrl = publicUrl;
	}

	public Client getClient() {
		return this.client;
	}

	public Publish getPublish() {
		return this.publish;
	}

	public Receiver getReceiver() {
		return this.receiver;
	}

	/**
	 * Properties of the connection to QStash.
	 */
	public static class Client {

		/**
		 * Time to establish a connection. Defaults to
		 * "spring.http.clients.connect-timeout", else to five seconds.
		 */
		private @Nullable Duration connectTimeout;

		/**
		 * Time to wait for an answer after the request was sent. Defaults to
		 * "spring.http.clients.read-timeout", else to thirty seconds.
		 */
		private @Nullable Duration responseTimeout;

		/**
		 * Largest answer that is read; a larger one is an error.
		 */
		private DataSize maxResponseSize = DataSize.ofMegabytes(10);

		public @Nullable Duration getConnectTimeout() {
			return this.connectTimeout;
		}

		public void setConnectTimeout(@Nullable Duration connectTimeout) {
			this.connectTimeout = connectTimeout;
		}

		public @Nullable Duration getResponseTimeout() {
			return this.responseTimeout;
		}

		public void setResponseTimeout(@Nullable Duration responseTimeout) {
			this.responseTimeout = responseTimeout;
		}

		public DataSize getMaxResponseSize() {
			return this.maxResponseSize;
		}

		public void setMaxResponseSize(DataSize maxResponseSize) {
			this.maxResponseSize = maxResponseSize;
		}

	}

	/**
	 * Properties of publishing.
	 */
	public static class Publish {

		private final Aspect aspect = new Aspect();

		public Aspect getAspect() {
			return this.aspect;
		}

		/**
		 * Properties of the aspect behind {@code @QStashPublish}.
		 */
		public static class Aspect {

			/**
			 * Order of the aspect. By default it surrounds transactions, so that a
			 * message is published after the method's own transaction has committed.
			 */
			private int order = Ordered.LOWEST_PRECEDENCE - 10;

			/**
			 * How long a method that returns a plain value waits for its message to be
			 * accepted. Best longer than the connect and response time-outs together,
			 * whose errors say more.
			 */
			private Duration awaitTimeout = Duration.ofSeconds(45);

			public int getOrder() {
				return this.order;
			}

			public void setOrder(int order) {
				this.order = order;
			}

			public Duration getAwaitTimeout() {
				return this.awaitTimeout;
			}

			public void setAwaitTimeout(Duration awaitTimeout) {
				this.awaitTimeout = awaitTimeout;
			}

		}

	}

	/**
	 * Properties of receiving deliveries.
	 */
	public static class Receiver {

		/**
		 * Difference between the clocks of QStash and of this application that is
		 * tolerated.
		 */
		private Duration clockTolerance = Duration.ZERO;

		/**
		 * Largest body of a delivery; a larger one is answered with 413.
		 */
		private DataSize maxBodySize = DataSize.ofMegabytes(1);

		/**
		 * How strictly the URL that QStash signed is compared with the URL at which a
		 * delivery arrives.
		 */
		private UrlCheck urlCheck = UrlCheck.AUTO;

		public Duration getClockTolerance() {
			return this.clockTolerance;
		}

		public void setClockTolerance(Duration clockTolerance) {
			this.clockTolerance = clockTolerance;
		}

		public DataSize getMaxBodySize() {
			return this.maxBodySize;
		}

		public void setMaxBodySize(DataSize maxBodySize) {
			this.maxBodySize = maxBodySize;
		}

		public UrlCheck getUrlCheck() {
			return this.urlCheck;
		}

		public void setUrlCheck(UrlCheck urlCheck) {
			this.urlCheck = urlCheck;
		}

	}

}
