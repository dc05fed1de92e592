package io.github.qstash.receive;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;

import io.github.qstash.signature.DeliveryClaims;
import io.github.qstash.signature.QStashSignatureVerifier;
import org.jspecify.annotations.Nullable;

/**
 * By what a delivery is recognised. The message id is the same on every attempt, but it
 * is not signed: whoever has seen a genuine delivery could send it again with another
 * one.
 * <ul>
 * <li>{@code message} binds the message id to the URL and the body, which are signed, so
 * that a delivery cannot be passed off as one of another message.</li>
 * <li>{@code signature} is the signed id of the signature, so that a delivery sent again
 * with another message id is recognised nevertheless.</li>
 * </ul>
 *
 * @param message recognises all attempts of a message, or {@code null} if the message id
 * is missing
 * @param signature recognises one attempt, or {@code null} if the signature has no id
 * @param validity how long the signature is valid at most
 */
record DeliveryIds(@Nullable String message, @Nullable String signature, Duration validity) {

	static DeliveryIds of(QStashDelivery<?> delivery) {
		DeliveryClaims claims = delivery.claims();
		String messageId = delivery.messageId();
		String signatureId = claims.id();
		return new DeliveryIds(
				messageId.isEmpty() ? null
						: "message:"
								+ hash(messageId, Objects.requireNonNullElse(claims.subject(), ""), delivery.body()),
				(signatureId != null) ? "signature:" + hash(signatureId, "", new byte[0]) : null, validity(claims));
	}

	private static Duration validity(DeliveryClaims claims) {
		Instant issuedAt = Objects.requireNonNullElse(claims.issuedAt(), Instant.EPOCH);
		return Duration.between(issuedAt, claims.expiresAt())
			.plus(QStashSignatureVerifier.MAX_CLOCK_TOLERANCE.multipliedBy(2));
	}

	// of a fixed length, whatever is in the headers
	private static String hash(String id, String subject, byte[] body) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest
				.update((id.length() + "\n" + id + subject.length() + "\n" + subject).getBytes(StandardCharsets.UTF_8));
			return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest(body));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("This JVM has no SHA-256", ex);
		}
	}

}
