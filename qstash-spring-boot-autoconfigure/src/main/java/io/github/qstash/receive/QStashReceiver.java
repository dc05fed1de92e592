package io.github.qstash.receive;

import java.util.function.Function;

import io.github.qstash.message.QStashHeaders;
import io.github.qstash.message.QStashPublicUrl;
import io.github.qstash.signature.DeliveryClaims;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.QStashSignatureVerifier.BodyCheck;
import io.github.qstash.signature.RejectionReason;
import io.github.qstash.signature.SignatureRejectedException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.TypeFactory;

import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.ResponseEntity;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Takes deliveries in: verifies the signature, reads the body within its limit, verifies
 * the body, decodes the payload, calls the handler and answers QStash. In this order: no
 * body is read for a forger, and nothing looks into one before it is known to be genuine.
 *
 * @since 1.0.0
 */
public final class QStashReceiver {

	private static final Log logger = LogFactory.getLog(QStashReceiver.class);

	private final QStashSignatureVerifier verifier;

	private final JsonMapper jsonMapper;

	private final QStashPublicUrl publicUrl;

	private final UrlCheck urlCheck;

	private final int maxBodySize;

	private final DeliveryAnswers answers;

	private QStashReceiver(Builder builder) {
		this.verifier = builder.verifier;
		this.jsonMapper = builder.jsonMapper;
		this.publicUrl = builder.publicUrl;
		this.urlCheck = builder.urlCheck;
		this.maxBodySize = (int) Math.min(builder.maxBodySize.toBytes(), Integer.MAX_VALUE);
		this.answers = new DeliveryAnswers(builder.jsonMapper);
		if (this.urlCheck == UrlCheck.OFF) {
			logger.warn("The URL that QStash signed is not checked: a genuine delivery can be replayed to every "
					+ "other endpoint with the same signing keys");
		}
	}

	/**
	 * Build a receiver.
	 * @param verifier decides whether a delivery is genuine
	 * @return a builder
	 */
	public static Builder builder(QStashSignatureVerifier verifier) {
		return new Builder(verifier);
	}

	<T> PayloadDecoder<T> decoder(Function<TypeFactory, JavaType> payloadType) {
		return PayloadDecoder.of(payloadType.apply(this.jsonMapper.getTypeFactory()), this.jsonMapper);
	}

	<T> Mono<ResponseEntity<byte[]>> receive(QStashRequest request, PayloadDecoder<T> decoder,
			Function<QStashDelivery<T>, Mono<?>> handler) {
		return Mono.defer(() -> {
			ExpectedUrl expectedUrl = new ExpectedUrl(this.urlCheck, this.publicUrl.get(), request);
			return begin(request, expectedUrl)
				.flatMap((bodyCheck) -> readBody(request)
					.flatMap((body) -> handle(request, body, bodyCheck.verify(body), decoder, handler)))
				.onErrorResume(SignatureRejectedException.class, (ex) -> Mono.just(rejected(request, expectedUrl, ex)))
				.onErrorResume(DataBufferLimitException.class, (ex) -> Mono.just(tooLarge(request)));
		});
	}

	private Mono<BodyCheck> begin(QStashRequest request, ExpectedUrl expectedUrl) {
		String signature = request.headers().getFirst(QStashHeaders.SIGNATURE);
		return Mono.fromSupplier(() -> this.verifier.begin(signature, expectedUrl));
	}

	private Mono<byte[]> readBody(QStashRequest request) {
		if (request.headers().getContentLength() > this.maxBodySize) {
			return Mono.error(new DataBufferLimitException("Content-Length is over the limit"));
		}
		return request.body(this.maxBodySize);
	}

	// every error from here on becomes an answer
	private <T> Mono<ResponseEntity<byte[]>> handle(QStashRequest request, byte[] body, DeliveryClaims claims,
			PayloadDecoder<T> decoder, Function<QStashDelivery<T>, Mono<?>> handler) {
		return Mono.fromSupplier(() -> decoder.decode(body, request.headers()))
			.map((payload) -> new QStashDelivery<>(payload, body, request.headers(), claims))
			.flatMap(handler)
			.map(this.answers::handled)
			.switchIfEmpty(Mono.fromSupplier(this.answers::handledWithoutValue))
			.onErrorResume((ex) -> Mono.just(failed(request, ex)));
	}

	private ResponseEntity<byte[]> tooLarge(QStashRequest request) {
		logger.warn("Refused a delivery of " + describe(request) + ": its body is larger than " + this.maxBodySize
				+ " bytes");
		return this.answers.tooLarge();
	}

	private ResponseEntity<byte[]> rejected(QStashRequest request, ExpectedUrl expectedUrl,
			SignatureRejectedException ex) {
		String urls = (ex.reason() == RejectionReason.SUBJECT) ? ". Expected " + LogText.of(expectedUrl.toString())
				+ " but was " + LogText.of(withoutSecrets(ex.subject())) : "";
		logger.warn("Rejected a delivery of " + describe(request) + ". " + ex.getMessage() + urls);
		return this.answers.notGenuine();
	}

	private ResponseEntity<byte[]> failed(QStashRequest request, Throwable ex) {
		if (ex instanceof NonRetryableDeliveryException) {
			logger.warn("Failed for good: delivery of " + describe(request) + ". " + ex.getMessage(), ex.getCause());
			return this.answers.failedForGood();
		}
		if (ex instanceof RetryDeliveryException retry) {
			logger.info("To be tried again after " + retry.after() + ": delivery of " + describe(request) + ". "
					+ ex.getMessage(), ex.getCause());
			return this.answers.tryAgain(retry.after());
		}
		logger.error("Failed: delivery of " + describe(request), ex);
		return this.answers.failed();
	}

	private static String describe(QStashRequest request) {
		return "message '" + LogText.of(request.headers().getFirst(QStashHeaders.MESSAGE_ID)) + "' to "
				+ LogText.of(request.toString());
	}

	/*
	 * A query may hold a secret, and so may the user info.
	 */
	private static String withoutSecrets(@Nullable String url) {
		if (url == null) {
			return "missing";
		}
		int query = url.indexOf('?');
		String path = (query < 0) ? url : url.substring(0, query) + "?…";
		return path.replaceFirst("//[^/]*@", "//");
	}

	/**
	 * Builds a {@link QStashReceiver}.
	 */
	public static final class Builder {

		private final QStashSignatureVerifier verifier;

		private JsonMapper jsonMapper = JsonMapper.shared();

		private QStashPublicUrl publicUrl = () -> null;

		private UrlCheck urlCheck = UrlCheck.AUTO;

		private DataSize maxBodySize = DataSize.ofMegabytes(1);

		private Builder(QStashSignatureVerifier verifier) {
			this.verifier = verifier;
		}

		/**
		 * Set what reads payloads and writes the values of handlers.
		 * @param jsonMapper the mapper, by default one without settings
		 * @return this builder
		 */
		public Builder jsonMapper(JsonMapper jsonMapper) {
			this.jsonMapper = jsonMapper;
			return this;
		}

		/**
		 * Set where QStash reaches this application. It is asked for each delivery.
		 * @param publicUrl the public URL, by default not known
		 * @return this builder
		 */
		public Builder publicUrl(QStashPublicUrl publicUrl) {
			this.publicUrl = publicUrl;
			return this;
		}

		/**
		 * Set how the URL that QStash signed is checked.
		 * @param urlCheck the check, by default {@link UrlCheck#AUTO}
		 * @return this builder
		 */
		public Builder urlCheck(UrlCheck urlCheck) {
			this.urlCheck = urlCheck;
			return this;
		}

		/**
		 * Set how large the body of a delivery may be.
		 * @param maxBodySize the size, by default one megabyte
		 * @return this builder
		 */
		public Builder maxBodySize(DataSize maxBodySize) {
			Assert.isTrue(maxBodySize.toBytes() > 0, "'maxBodySize' must be positive");
			this.maxBodySize = maxBodySize;
			return this;
		}

		/**
		 * Build the receiver.
		 * @return the receiver
		 */
		public QStashReceiver build() {
			return new QStashReceiver(this);
		}

	}

}
