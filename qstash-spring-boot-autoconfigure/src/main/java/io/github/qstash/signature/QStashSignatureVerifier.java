package io.github.qstash.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * Decides whether a delivery comes from QStash, is addressed to this endpoint, is recent
 * and unchanged. Thread-safe.
 * <p>
 * {@link #begin(String, String, SubjectCheck)} decides everything that can be known
 * without the body, so that nobody has to read one for a forger; the claims are only told
 * by the second step, {@link BodyCheck#verify(byte[])}.
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

	private static final Base64.Decoder BASE64_DECODER = Base64.getUrlDecoder();

	private static final Base64.Encoder BASE64_ENCODER = Base64.getUrlEncoder().withoutPadding();

	/** Is never used itself; each use works on a copy. */
	private static final MessageDigest SHA_256 = sha256();

	/** UTF-8 and each member once. */
	private static final JsonFactory STRICT_JSON = JsonFactory.builder()
		.disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).maxNumberLength(32).build())
		.build();

	private final QStashSigningKeys keys;

	private final Clock clock;

	private final Duration clockTolerance;

	/**
	 * Create a verifier.
	 * @param keys the keys that are accepted, asked for each delivery
	 * @param clock the clock that tells whether a signature is still valid
	 * @param clockTolerance how far the clock of QStash may differ, from zero to
	 * {@link #MAX_CLOCK_TOLERANCE}
	 */
	public QStashSignatureVerifier(QStashSigningKeys keys, Clock clock, Duration clockTolerance) {
		if (clockTolerance.isNegative() || clockTolerance.compareTo(MAX_CLOCK_TOLERANCE) > 0) {
			throw new IllegalArgumentException("'clockTolerance' must be between zero and " + MAX_CLOCK_TOLERANCE);
		}
		this.keys = keys;
		this.clock = clock;
		this.clockTolerance = clockTolerance;
	}

	/**
	 * Verify a delivery from any region, whose body has been read: both steps in one.
	 * @param signature the value of the {@code Upstash-Signature} header, or {@code null}
	 * if there is none
	 * @param body the bytes of the body exactly as they arrived, empty if there is none
	 * @param subjectCheck decides whether the delivery is for this endpoint
	 * @return what the signature says
	 * @throws SignatureRejectedException if the delivery is not genuine
	 */
	public DeliveryClaims verify(@Nullable String signature, byte[] body, SubjectCheck subjectCheck) {
		return begin(signature, null, subjectCheck).verify(body);
	}

	/**
	 * Verify all of a delivery from any region but its body, which need not have been
	 * read.
	 * @param signature the value of the {@code Upstash-Signature} header, or {@code null}
	 * if there is none
	 * @param subjectCheck decides whether the delivery is for this endpoint
	 * @return the second step
	 * @throws SignatureRejectedException if the delivery is not genuine, whatever its
	 * body
	 */
	public BodyCheck begin(@Nullable String signature, SubjectCheck subjectCheck) {
		return begin(signature, null, subjectCheck);
	}

	/**
	 * Verify all of a delivery but its body, which need not have been read.
	 * @param signature the value of the {@code Upstash-Signature} header, or {@code null}
	 * if there is none
	 * @param region the value of the {@code Upstash-Region} header, or {@code null} if
	 * there is none
	 * @param subjectCheck decides whether the delivery is for this endpoint
	 * @return the second step
	 * @throws SignatureRejectedException if the delivery is not genuine, whatever its
	 * body
	 * @throws IllegalStateException if no keys are known at the moment
	 */
	public BodyCheck begin(@Nullable String signature, @Nullable String region, SubjectCheck subjectCheck) {
		if (signature == null) {
			throw rejected(RejectionReason.MISSING);
		}
		int headerEnd = signature.indexOf('.');
		int payloadEnd = signature.indexOf('.', headerEnd + 1);
		if (signature.length() > MAX_LENGTH || headerEnd < 0 || payloadEnd < 0) {
			throw rejected(RejectionReason.MALFORMED);
		}
		// what is not in this character set becomes a question mark, which is not Base64
		byte[] token = signature.getBytes(StandardCharsets.ISO_8859_1);
		if (headerEnd != USUAL_HEADER.length() || !signature.startsWith(USUAL_HEADER)) {
			requireAlgorithm(Header.read(decode(token, 0, headerEnd)));
		}
		byte[] payload = decode(token, headerEnd + 1, payloadEnd);
		byte[] mac = decode(token, payloadEnd + 1, token.length);
		MatchedKey key = requireMatch(region, token, payloadEnd, mac);
		return requireClaims(Claims.read(payload), key, subjectCheck);
	}

	private static void requireAlgorithm(Header header) {
		if (!ALGORITHM.equals(header.algorithm)) {
			throw rejected(RejectionReason.ALGORITHM);
		}
		if (header.demandsExtension) { // and there is none here
			throw rejected(RejectionReason.MALFORMED);
		}
	}

	private MatchedKey requireMatch(@Nullable String region, byte[] token, int signedLength, byte[] mac) {
		SigningKeys keys = this.keys.forRegion(region);
		if (MessageDigest.isEqual(keys.currentKey().mac(token, signedLength), mac)) {
			return MatchedKey.CURRENT;
		}
		SigningKey next = keys.nextKey();
		boolean matchesNext = next != null && MessageDigest.isEqual(next.mac(token, signedLength), mac);
		this.keys.currentKeyDidNotMatch(region);
		if (!matchesNext) {
			throw rejected(RejectionReason.SIGNATURE);
		}
		return MatchedKey.NEXT;
	}

	private BodyCheck requireClaims(Claims claims, MatchedKey key, SubjectCheck subjectCheck) {
		String subject = claims.subject;
		Instant expiresAt = claims.expiresAt;
		Instant notBefore = claims.notBefore;
		Instant now = this.clock.instant();
		if (claims.isMistyped) {
			throw new SignatureRejectedException(RejectionReason.MALFORMED, subject);
		}
		if (!ISSUER.equals(claims.issuer)) {
			throw new SignatureRejectedException(RejectionReason.ISSUER, subject);
		}
		if (expiresAt == null || !now.minus(this.clockTolerance).isBefore(expiresAt)) {
			throw new SignatureRejectedException(RejectionReason.EXPIRED, subject);
		}
		if (claims.hasNotBefore && (notBefore == null || notBefore.isAfter(now.plus(this.clockTolerance)))) {
			throw new SignatureRejectedException(RejectionReason.NOT_YET_VALID, subject);
		}
		if (!subjectCheck.accepts(subject)) {
			throw new SignatureRejectedException(RejectionReason.SUBJECT, subject);
		}
		String bodyHash = claims.bodyHash;
		if (bodyHash == null) {
			throw new SignatureRejectedException(RejectionReason.BODY, subject);
		}
		return new BodyCheck(bodyHash,
				new DeliveryClaims(ISSUER, subject, expiresAt, notBefore, claims.issuedAt, claims.id, key));
	}

	private static byte[] decode(byte[] token, int from, int to) {
		try {
			byte[] bytes = BASE64_DECODER.decode(Arrays.copyOfRange(token, from, to));
			if (bytes.length > 0 && isOnlySpelling(bytes.length, token[to - 1])) {
				return bytes;
			}
		}
		catch (IllegalArgumentException ex) {
			// neither is this
		}
		throw rejected(RejectionReason.MALFORMED);
	}

	/*
	 * Each sequence of bytes has one spelling, so that no two signatures mean the same:
	 * the last letter is none for padding, and its bits that carry nothing are zero.
	 */
	private static boolean isOnlySpelling(int length, byte lastLetter) {
		return switch (length % 3) {
			case 1 -> "AQgw".indexOf(lastLetter) >= 0;
			case 2 -> "AEIMQUYcgkosw048".indexOf(lastLetter) >= 0;
			default -> true;
		};
	}

	private static SignatureRejectedException rejected(RejectionReason reason) {
		return new SignatureRejectedException(reason, null);
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This JVM has no SHA-256", ex);
		}
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
			byte[] hash = BASE64_ENCODER.encode(copy().digest(body));
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

		private static MessageDigest copy() {
			try {
				return (MessageDigest) SHA_256.clone();
			}
			catch (CloneNotSupportedException ex) {
				return sha256(); // not every provider can copy
			}
		}

	}

	/** What is read of the first segment. */
	private static final class Header implements Members {

		private @Nullable String algorithm;

		private boolean demandsExtension;

		static Header read(byte[] json) {
			Header header = new Header();
			header.readAll(json);
			return header;
		}

		@Override
		public void member(String name, JsonParser value) {
			switch (name) {
				case "alg" -> this.algorithm = Members.text(value);
				case "crit" -> this.demandsExtension = true;
				default -> {
				}
			}
		}

	}

	/** What is read of the second segment. A claim of a wrong type is as good as none. */
	private static final class Claims implements Members {

		private @Nullable String issuer;

		private @Nullable String subject;

		private @Nullable Instant expiresAt;

		private @Nullable Instant notBefore;

		private boolean hasNotBefore;

		private @Nullable Instant issuedAt;

		private @Nullable String id;

		private @Nullable String bodyHash;

		/** Whether a claim that decides nothing has a wrong type. */
		private boolean isMistyped;

		static Claims read(byte[] json) {
			Claims claims = new Claims();
			claims.readAll(json);
			return claims;
		}

		@Override
		public void member(String name, JsonParser value) {
			switch (name) {
				case "iss" -> this.issuer = Members.text(value);
				case "sub" -> this.subject = Members.text(value);
				case "exp" -> this.expiresAt = Members.date(value);
				case "nbf" -> {
					this.notBefore = Members.date(value);
					this.hasNotBefore = true;
				}
				case "iat" -> {
					this.issuedAt = Members.date(value);
					this.isMistyped |= this.issuedAt == null;
				}
				case "jti" -> {
					this.id = Members.text(value);
					this.isMistyped |= this.id == null;
				}
				case "body" -> this.bodyHash = Members.text(value);
				default -> {
				}
			}
		}

	}

	/** The one way to read JSON here: an object, and nothing after it. */
	private interface Members {

		/**
		 * Take one member of the object.
		 * @param name its name
		 * @param value stands at its value
		 */
		void member(String name, JsonParser value);

		default void readAll(byte[] json) {
			try (JsonParser parser = STRICT_JSON.createParser(ObjectReadContext.empty(), json)) {
				if (parser.nextToken() == JsonToken.START_OBJECT) {
					for (String name = parser.nextName(); name != null; name = parser.nextName()) {
						parser.nextToken();
						member(name, parser);
						parser.skipChildren();
					}
					if (parser.nextToken() == null) {
						return;
					}
				}
			}
			catch (JacksonException ex) {
				// neither is this
			}
			throw rejected(RejectionReason.MALFORMED);
		}

		static @Nullable String text(JsonParser value) {
			return (value.currentToken() == JsonToken.VALUE_STRING) ? value.getString() : null;
		}

		static @Nullable Instant date(JsonParser value) {
			if (value.currentToken() != JsonToken.VALUE_NUMBER_INT
					|| value.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
				return null;
			}
			long seconds = value.getLongValue();
			boolean inRange = seconds >= Instant.MIN.getEpochSecond() && seconds <= Instant.MAX.getEpochSecond();
			return inRange ? Instant.ofEpochSecond(seconds) : null;
		}

	}

}
