package io.github.qstash.receive;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;

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

import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.ResponseEntity;

/**
 * Lets genuine deliveries in and nothing else: verifies the signature, reads the body
 * within its limits and verifies the body. In this order, so that no body is read for a
 * forger.
 */
final class DeliveryGate {

	private static final Log logger = LogFactory.getLog(QStashReceiver.class);

	private final QStashSignatureVerifier verifier;

	private final QStashPublicUrl publicUrl;

	private final UrlCheck urlCheck;

	private final int maxBodySize;

	private final Duration bodyTimeout;

	private final DeliveryAnswers answers;

	DeliveryGate(QStashSignatureVerifier verifier, QStashPublicUrl publicUrl, UrlCheck urlCheck, int maxBodySize,
			Duration bodyTimeout, DeliveryAnswers answers) {
		this.verifier = verifier;
		this.publicUrl = publicUrl;
		this.urlCheck = urlCheck;
		this.maxBodySize = maxBodySize;
		this.bodyTimeout = bodyTimeout;
		this.answers = answers;
	}

	/**
	 * Admit a request if it is a genuine delivery.
	 * @param request the request
	 * @param inside gets the body and what the signature says, and turns every error into
	 * an answer
	 * @return the answer
	 */
	Mono<ResponseEntity<byte[]>> admit(QStashRequest request,
			BiFunction<byte[], DeliveryClaims, Mono<ResponseEntity<byte[]>>> inside) {
		return Mono.defer(() -> {
			ExpectedUrl expectedUrl = new ExpectedUrl(this.urlCheck, this.publicUrl.get(), request);
			return begin(request, expectedUrl)
				.flatMap((bodyCheck) -> readBody(request).flatMap((body) -> inside.apply(body, bodyCheck.verify(body))))
				.onErrorResume(SignatureRejectedException.class, (ex) -> Mono.just(rejected(request, expectedUrl, ex)))
				.onErrorResume(DataBufferLimitException.class, (ex) -> Mono.just(tooLarge(request)))
				.onErrorResume(TimeoutException.class, (ex) -> Mono.just(tooSlow(request)));
		});
	}

	private Mono<BodyCheck> begin(QStashRequest request, ExpectedUrl expectedUrl) {
		String signature = request.headers().getFirst(QStashHeaders.SIGNATURE);
		String region = request.headers().getFirst(QStashHeaders.REGION);
		return Mono.fromSupplier(() -> this.verifier.begin(signature, region, expectedUrl));
	}

	private Mono<byte[]> readBody(QStashRequest request) {
		if (request.headers().getContentLength() > this.maxBodySize) {
			return Mono.error(new DataBufferLimitException("Content-Length is over the limit"));
		}
		return request.body(this.maxBodySize, this.bodyTimeout);
	}

	private ResponseEntity<byte[]> tooLarge(QStashRequest request) {
		logger.warn("Refused a delivery of " + LogText.describe(request) + ": its body is larger than "
				+ this.maxBodySize + " bytes");
		return this.answers.tooLarge();
	}

	private ResponseEntity<byte[]> tooSlow(QStashRequest request) {
		logger.warn("Refused a delivery of " + LogText.describe(request) + ": its body did not arrive in time");
		return this.answers.tooSlow();
	}

	private ResponseEntity<byte[]> rejected(QStashRequest request, ExpectedUrl expectedUrl,
			SignatureRejectedException ex) {
		String urls = (ex.reason() == RejectionReason.SUBJECT) ? ". Expected " + LogText.of(expectedUrl.toString())
				+ " but was " + LogText.of(withoutSecrets(ex.subject())) : "";
		logger.warn("Rejected a delivery of " + LogText.describe(request) + ". " + ex.getMessage() + urls);
		return this.answers.notGenuine();
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

}
