package io.github.qstash.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Decides whether a delivery comes from QStash, is addressed to this endpoint, is recent
 * and unchanged. Thread-safe.
 * <p>
 * {@link #begin(String, SubjectCheck)} decides everything that can be known without the
 * body, so that nobody has to read one for a forger; the claims are only told by the
 * second step, {@link BodyCheck#verify(byte[])}.
 * <p>
 * A signature is a JWT in compact form, signed with HMAC-SHA256 and with nothing else.
 * The issuer, the expiry and the hash of the body must be there; dates are whole seconds,
 * a number with a fraction or an exponent is not a date. The tolerance extends both the
 * expiry and the beginning of validity.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/signature">QStash: verify
 * signatures</a>
 */
public final class QStashSignatureVerifier {

	/**
	 * The largest tolerance. Each second of it is one second more in which a delivery can
	 * be replayed.
	 */
	public static final Duration MAX_CLOCK_TOLERANCE = Duration.ofMinutes(5);

	/** Genuine signatures have some 400 characters plus a third more than their URL. */
	static final int MAX_LENGTH = 8 * 1024;

	private static final String ISSUER = "Upstash";

	private static final String ALGORITHM = "HS256";

	/** The header of every genuine signature so far. */
	private static final String USUAL_HEADER = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

	/** One way to read a token: UTF-8, each member once, nothing after the end. */
	private static final JsonMapper STRICT_JSON = JsonMapper
		.builder(JsonFactory.builder()
			.disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).maxNumberLength(32).build())
			.build())
		.enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private final Key current;

	private final @Nullable Key next;

	private final Clock clock;

	private final Duration clockTolerance;

	/**
	 * Create a verifier.
	 * @param keys the keys that are accepted
	 * @param clock the clock that tells whether a signature is still valid
	 * @param clockTolerance how far the clock of QStash may differ, from zero to
	 * {@link #MAX_CLOCK_TOLERANCE}
	 */
	public QStashSignatureVerifier(SigningKeys keys, Clock clock, Duration clockTolerance) {
		if (clockTolerance.isNegative() || clockTolerance.compareTo(MAX_CLOCK_TOLERANCE) > 0) {
			throw new IllegalArgumentException("'clockTolerance' must be between zero and " + MAX_CLOCK_TOLERANCE);
		}
		String next = keys.next();
		this.current = new Key(keys.current());
		this.next = (next != null) ? new Key(next) : null;
		this.clock = clock;
		this.clockTolerance = clockTolerance;
	}

	/**
	 * Verify a delivery whose body has been read: both steps in one.
	 * @param signature the value of the {@code Upstash-Signature} header, or {@code null}
	 * if there is none
	 * @param body the bytes of the body exactly as they arrived, empty if there is none
	 * @param subjectCheck decides whether the delivery is for this endpoint
	 * @return what the signature says
	 * @throws SignatureRejectedException if the delivery is not genuine
	 */
	public DeliveryClaims verify(@Nullable String signature, byte[] body, SubjectCheck subjectCheck) {
		return begin(signature, subjectCheck).verify(body);
	}

	/**
	 * Verify all of a delivery but its body, which need not have been read.
	 * @param signature the value of the {@code Upstash-Signature} header, or {@code null}
	 * if there is none
	 * @param subjectCheck decides whether the delivery is for this endpoint
	 * @return the second step
	 * @throws SignatureRejectedException if the delivery is not genuine, whatever its
	 * body
	 */
	public BodyCheck begin(@Nullable String signature, SubjectCheck subjectCheck) {
		if (signature == null) {
			throw rejected(RejectionReason.MISSING);
		}
		int headerEnd = signature.indexOf('.');
		int payloadEnd = signature.indexOf('.', headerEnd + 1);
		if (signature.length() > MAX_LENGTH || headerEnd < 0 || payloadEnd < 0) {
			throw rejected(RejectionReason.MALFORMED);
		}
		requireAlgorithm(signature.substring(0, headerEnd));
		byte[] payload = decode(signature.substring(headerEnd + 1, payloadEnd));
		byte[] mac = decode(signature.substring(payloadEnd + 1));
		MatchedKey key = requireMatch(signature.substring(0, payloadEnd), mac);
		return requireClaims(readObject(payload), key, subjectCheck);
	}

	private static void requireAlgorithm(String header) {
		if (header.equals(USUAL_HEADER)) {
			return;
		}
		JsonNode fields = readObject(decode(header));
		if (!ALGORITHM.equals(text(fields, "alg"))) {
			throw rejected(RejectionReason.ALGORITHM);
		}
		if (fields.has("crit")) { // demands an extension, and there is none here
			throw rejected(RejectionReason.MALFORMED);
		}
	}

	private MatchedKey requireMatch(String signed, byte[] mac) {
		byte[] bytes = signed.getBytes(StandardCharsets.ISO_8859_1);
		if (MessageDigest.isEqual(this.current.mac(bytes), mac)) {
			return MatchedKey.CURRENT;
		}
		if (this.next != null && MessageDigest.isEqual(this.next.mac(bytes), mac)) {
			return MatchedKey.NEXT;
		}
		throw rejected(RejectionReason.SIGNATURE);
	}

	private BodyCheck requireClaims(JsonNode claims, MatchedKey key, SubjectCheck subjectCheck) {
		String issuer = text(claims, "iss");
		String subject = text(claims, "sub");
		Instant expiresAt = date(claims, "exp");
		Instant notBefore = date(claims, "nbf");
		Instant issuedAt = date(claims, "iat");
		String id = text(claims, "jti");
		String bodyHash = text(claims, "body");
		Instant now = this.clock.instant();
		if ((issuedAt == null && claims.has("iat")) || (id == null && claims.has("jti"))) {
			throw new SignatureRejectedException(RejectionReason.MALFORMED, subject);
		}
		if (issuer == null || !issuer.equals(ISSUER)) {
			throw new SignatureRejectedException(RejectionReason.ISSUER, subject);
		}
		if (expiresAt == null || !now.minus(this.clockTolerance).isBefore(expiresAt)) {
			throw new SignatureRejectedException(RejectionReason.EXPIRED, subject);
		}
		if (claims.has("nbf") && (notBefore == null || notBefore.isAfter(now.plus(this.clockTolerance)))) {
			throw new SignatureRejectedException(RejectionReason.NOT_YET_VALID, subject);
		}
		if (!subjectCheck.accepts(subject)) {
			throw new SignatureRejectedException(RejectionReason.SUBJECT, subject);
		}
		if (bodyHash == null) {
			throw new SignatureRejectedException(RejectionReason.BODY, subject);
		}
		return new BodyCheck(bodyHash, new DeliveryClaims(issuer, subject, expiresAt, notBefore, issuedAt, id, key));
	}

	// each sequence of bytes has one spelling, so that no two signatures mean the same
	private static byte[] decode(String segment) {
		try {
			byte[] bytes = Base64.getUrlDecoder().decode(segment);
			if (bytes.length > 0 && Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(segment)) {
				return bytes;
			}
		}
		catch (IllegalArgumentException ex) {
			// neither is this
		}
		throw rejected(RejectionReason.MALFORMED);
	}

	private static JsonNode readObject(byte[] json) {
		try {
			JsonNode node = STRICT_JSON.readTree(json);
			if (node.isObject()) {
				return node;
			}
		}
		catch (JacksonException ex) {
			// neither is this
		}
		throw rejected(RejectionReason.MALFORMED);
	}

	private static @Nullable String text(JsonNode object, String name) {
		JsonNode value = object.get(name);
		return (value != null && value.isString()) ? value.stringValue() : null;
	}

	private static @Nullable Instant date(JsonNode object, String name) {
		JsonNode value = object.get(name);
		if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
			return null;
		}
		long seconds = value.longValue();
		boolean inRange = seconds >= Instant.MIN.getEpochSecond() && seconds <= Instant.MAX.getEpochSecond();
		return inRange ? Instant.ofEpochSecond(seconds) : null;
	}

	private static SignatureRejectedException rejected(RejectionReason reason) {
		return new SignatureRejectedException(reason, null);
	}

	/**
	 * The second step: everything but the body of a delivery was found to be genuine.
	 *
	 * @since 1.0.0
	 */
	public static final class BodyCheck {

		private final String hash;

		private final DeliveryClaims claims;

		private BodyCheck(String hash, DeliveryClaims claims) {
			this.hash = hash;
			this.claims = claims;
		}

		/**
		 * Verify the body.
		 * @param body the bytes of the body exactly as they arrived, empty if there is
		 * none
		 * @return what the signature says
		 * @throws SignatureRejectedException if the body is not the one that was signed
		 */
		public DeliveryClaims verify(byte[] body) {
			byte[] hash = Base64.getUrlEncoder().withoutPadding().encode(sha256(body));
			if (!MessageDigest.isEqual(hash, withoutPadding(this.hash).getBytes(StandardCharsets.UTF_8))) {
				throw new SignatureRejectedException(RejectionReason.BODY, this.claims.subject());
			}
			return this.claims;
		}

		private static String withoutPadding(String base64) {
			int end = base64.length();
			while (end > 0 && base64.charAt(end - 1) == '=') {
				end--;
			}
			return base64.substring(0, end);
		}

		private static byte[] sha256(byte[] bytes) {
			try {
				return MessageDigest.getInstance("SHA-256").digest(bytes);
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException("This JVM has no SHA-256", ex);
			}
		}

	}

	/** A key whose first step is computed once; each use works on a copy. */
	private static final class Key {

		private final SecretKeySpec secret;

		private final Mac prepared;

		Key(String key) {
			this.secret = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
			this.prepared = prepare();
		}

		byte[] mac(byte[] bytes) {
			return copy().doFinal(bytes);
		}

		private Mac copy() {
			try {
				return (Mac) this.prepared.clone();
			}
			catch (CloneNotSupportedException ex) {
				return prepare(); // not every provider can copy
			}
		}

		private Mac prepare() {
			try {
				Mac mac = Mac.getInstance(this.secret.getAlgorithm());
				mac.init(this.secret);
				return mac;
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException("This JVM has no HMAC-SHA256", ex);
			}
		}

	}

}
