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
import org.springframework.http.HttpHeaders;

/**
 * Lets genuine deliveries in and nothing else: verifies the signature, reads the body
 * within its limits and verifies the body. In this order, so that no body is read for a
 * forger.
 */
final class DeliveryGate {

	private static final Log logger = LogFactory.getLog(QStashReceiver.class);

	/** How long to wait for a body only to keep the connection of a forger. */
	private static final Duration PATIENCE = Duration.ofMillis(200);

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
	Mono<DeliveryAnswer> admit(QStashRequest request, BiFunction<byte[], DeliveryClaims, Mono<DeliveryAnswer>> inside) {
		return UserCode.<DeliveryAnswer>defer(() -> open(request, inside))
			.onErrorResume((ex) -> Mono.just(refused(request, ex)));
	}

	private Mono<DeliveryAnswer> open(QStashRequest request,
			BiFunction<byte[], DeliveryClaims, Mono<DeliveryAnswer>> inside) {
		String signature = request.headers().getFirst(QStashHeaders.SIGNATURE);
		String region = request.headers().getFirst(QStashHeaders.REGION);
		ExpectedUrl expectedUrl = new ExpectedUrl(this.urlCheck, this.publicUrl.get(), request);
		BodyCheck bodyCheck;
		try {
			bodyCheck = this.verifier.begin(signature, region, expectedUrl);
		}
		catch (SignatureRejectedException ex) {
			return rejected(request, ex, expectedUrl);
		}
		return readBody(request).flatMap((body) -> inside.apply(body, bodyCheck.verify(body)));
	}

	private DeliveryAnswer refused(QStashRequest request, Throwable ex) {
		if (ex instanceof SignatureRejectedException rejected) {
			return otherBody(request, rejected);
		}
		if (ex instanceof DataBufferLimitException) {
			return tooLarge(request);
		}
		if (ex instanceof TimeoutException) {
			return tooSlow(request);
		}
		if (ex instanceof UnreadableBodyException unreadable) {
			return unreadable(request, unreadable);
		}
		return uncheckable(request, ex);
	}

	private Mono<byte[]> readBody(QStashRequest request) {
		if (request.headers().getContentLength() > this.maxBodySize) {
			return Mono.error(new DataBufferLimitException("Content-Length is over the limit"));
		}
		return request.body(this.maxBodySize, this.bodyTimeout)
			.onErrorMap((ex) -> !(ex instanceof DataBufferLimitException || ex instanceof TimeoutException),
					UnreadableBodyException::new);
	}

	private DeliveryAnswer tooLarge(QStashRequest request) {
		logger.warn("Refused a delivery of " + LogText.describe(request) + ": its body is larger than "
				+ this.maxBodySize + " bytes");
		return this.answers.tooLarge();
	}

	private DeliveryAnswer tooSlow(QStashRequest request) {
		logger.warn("Refused a delivery of " + LogText.describe(request) + ": its body did not arrive in time");
		return this.answers.tooSlow();
	}

	// nobody is there any more, most likely: not worth a warning
	private DeliveryAnswer unreadable(QStashRequest request, UnreadableBodyException ex) {
		logger.info("Refused a delivery of " + LogText.describe(request) + ": its body could not be read, "
				+ LogText.of(String.valueOf(ex.getCause())));
		return this.answers.unreadable();
	}

	// anybody can cause it, so it is one line
	private DeliveryAnswer uncheckable(QStashRequest request, Throwable ex) {
		logger.error("Refused a delivery of " + LogText.describe(request) + ": whether it is genuine could not be "
				+ "checked, " + LogText.of(ex.toString()), logger.isDebugEnabled() ? ex : null);
		return this.answers.uncheckable(ex);
	}

	private DeliveryAnswer otherBody(QStashRequest request, SignatureRejectedException ex) {
		warn(request, ex, "");
		return this.answers.notGenuine(ex.reason(), false);
	}

	private Mono<DeliveryAnswer> rejected(QStashRequest request, SignatureRejectedException ex,
			ExpectedUrl expectedUrl) {
		warn(request, ex, (ex.reason() == RejectionReason.SUBJECT) ? ". Expected " + LogText.of(expectedUrl.toString())
				+ " but was " + LogText.of(withoutSecrets(ex.subject())) : "");
		if (!hasBody(request)) {
			return Mono.just(this.answers.notGenuine(ex.reason(), false));
		}
		return request.passOverBody(this.maxBodySize, PATIENCE)
			.map((passedOver) -> this.answers.notGenuine(ex.reason(), !passedOver));
	}

	private static void warn(QStashRequest request, SignatureRejectedException ex, String urls) {
		logger.warn("Rejected a delivery of " + LogText.describe(request) + ". " + ex.getMessage() + urls);
	}

	private static boolean hasBody(QStashRequest request) {
		return request.headers().getContentLength() > 0
				|| request.headers().containsHeader(HttpHeaders.TRANSFER_ENCODING);
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

	private static final class UnreadableBodyException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		UnreadableBodyException(Throwable cause) {
			super(null, cause, false, false);
		}

	}

}
