package io.github.qstash.devserver.test;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

import io.github.qstash.devserver.runtime.TargetUrl;
import io.github.qstash.message.QStashHeaders;
import io.github.qstash.signature.QStashSigner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;

/**
 * A request as QStash would deliver it, to test a receiver without any server: with
 * {@code WebTestClient}, {@code MockMvc} or whatever else takes headers and a body.
 *
 * <pre class="code">
 * SignedDelivery delivery = SignedDelivery.to("/shipments").body(order).build();
 * web.post().uri(delivery.path()).headers((headers) -&gt; headers.addAll(delivery.headers()))
 *     .bodyValue(delivery.body()).exchange().expectStatus().isOk();
 * mvc.perform(post(delivery.path()).headers(delivery.headers()).content(delivery.body()))
 *     .andExpect(status().isOk());
 * </pre>
 *
 * It is signed with the public key of the development server unless another one is named.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/receiving">QStash: receiving</a>
 */
public final class SignedDelivery {

	/** The current signing key of the development server, which is public. */
	public static final String DEFAULT_SIGNING_KEY = "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r";

	private final String url;

	private final HttpHeaders headers;

	private final byte[] body;

	private SignedDelivery(Builder builder) {
		this.url = builder.url;
		this.body = builder.body;
		this.headers = new HttpHeaders(builder.headers);
		this.headers.set(QStashHeaders.SIGNATURE, builder.signature());
	}

	/**
	 * Start a delivery.
	 * @param url the URL that it was published to, or a path, which is then that of
	 * {@code http://localhost}. A receiver that knows its public URL accepts nothing else
	 * @return a builder
	 */
	public static Builder to(String url) {
		return new Builder(url);
	}

	/**
	 * Return the URL that is signed.
	 * @return the URL
	 */
	public String url() {
		return this.url;
	}

	/**
	 * Return path and query of the URL that is signed.
	 * @return the path
	 */
	public String path() {
		return TargetUrl.path(this.url);
	}

	/**
	 * Return the headers, with the signature and the content type.
	 * @return a copy of the headers
	 */
	public HttpHeaders headers() {
		return new HttpHeaders(this.headers);
	}

	/**
	 * Return the body.
	 * @return the bytes that are signed
	 */
	public byte[] body() {
		return this.body.clone();
	}

	/**
	 * Builder of a {@link SignedDelivery}.
	 */
	public static final class Builder {

		private static final Duration LONG_AGO = Duration.ofDays(1);

		private final String url;

		private final HttpHeaders headers = new HttpHeaders();

		private byte[] body = {};

		private String key = DEFAULT_SIGNING_KEY;

		private Clock clock = Clock.systemUTC();

		private @Nullable String otherSignature;

		private Builder(String url) {
			TargetUrl.check(url);
			this.url = url.startsWith("/") ? "http://localhost" + url : url;
			this.headers.set(HttpHeaders.USER_AGENT, "Upstash-QStash");
			messageId("msg_test").retried(0);
		}

		/**
		 * Set the body, and the content type that belongs to it: {@code String} and
		 * {@code byte[]} are taken as they are, anything else becomes JSON.
		 * @param body the body
		 * @return this builder
		 */
		public Builder body(Object body) {
			if (body instanceof byte[] bytes) {
				this.body = bytes.clone();
				return header(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
			}
			if (body instanceof String text) {
				this.body = text.getBytes(StandardCharsets.UTF_8);
				return header(HttpHeaders.CONTENT_TYPE, "text/plain;charset=UTF-8");
			}
			this.body = JsonMapper.shared().writeValueAsBytes(body);
			return header(HttpHeaders.CONTENT_TYPE, "application/json");
		}

		/**
		 * Set a header, such as {@code Content-Type} or one that the publisher forwards.
		 * @param name name of the header
		 * @param value its value
		 * @return this builder
		 */
		public Builder header(String name, String value) {
			this.headers.set(name, value);
			return this;
		}

		/**
		 * Set the id of the message, {@code msg_test} by default.
		 * @param messageId the id
		 * @return this builder
		 */
		public Builder messageId(String messageId) {
			return header(QStashHeaders.MESSAGE_ID, messageId);
		}

		/**
		 * Set how often the delivery was tried before, 0 by default.
		 * @param retries the number of retries
		 * @return this builder
		 */
		public Builder retried(int retries) {
			return header(QStashHeaders.RETRIED, String.valueOf(retries));
		}

		/**
		 * Set the key to sign with.
		 * @param key the key with its {@code sig_} prefix
		 * @return this builder
		 */
		public Builder signedWith(String key) {
			this.key = key;
			return this;
		}

		/**
		 * Set the clock that tells when it is signed, the system's by default.
		 * @param clock the clock, such as that of a {@link QStashTestServer}
		 * @return this builder
		 */
		public Builder clock(Clock clock) {
			this.clock = clock;
			return this;
		}

		/**
		 * Let the signature be one that expired long ago.
		 * @return this builder
		 */
		public Builder expired() {
			this.clock = Clock.offset(this.clock, LONG_AGO.negated());
			return this;
		}

		/**
		 * Set a signature that was made elsewhere.
		 * @param signature value of the header
		 * @return this builder
		 */
		public Builder signature(String signature) {
			this.otherSignature = signature;
			return this;
		}

		/**
		 * Sign the delivery.
		 * @return the delivery
		 */
		public SignedDelivery build() {
			return new SignedDelivery(this);
		}

		private String signature() {
			return (this.otherSignature != null) ? this.otherSignature
					: new QStashSigner(this.key, this.clock).sign(this.url, this.body);
		}

	}

}
