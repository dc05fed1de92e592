package io.github.qstash.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import tools.jackson.databind.json.JsonMapper;

/**
 * Signs deliveries as QStash does, for development servers and tests. Thread-safe.
 * <p>
 * {@link #claims(String, byte[])} and {@link #sign(Map)} make signatures that QStash
 * would not make: expired, for another body, from another issuer.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/security">QStash: claims</a>
 */
public final class QStashSigner {

	/** How long a signature is valid. */
	public static final Duration LIFETIME = Duration.ofMinutes(5);

	private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final SecureRandom RANDOM = new SecureRandom();

	private final SecretKeySpec key;

	private final Clock clock;

	private final Supplier<String> ids;

	/**
	 * Create a signer that gives random ids to its signatures.
	 * @param key the signing key, with its {@code sig_} prefix
	 * @param clock the clock that tells the instant of signing
	 */
	public QStashSigner(String key, Clock clock) {
		this(key, clock, QStashSigner::randomId);
	}

	/**
	 * Create a signer.
	 * @param key the signing key, with its {@code sig_} prefix
	 * @param clock the clock that tells the instant of signing
	 * @param ids tells the id ({@code jti}) of the next signature
	 */
	public QStashSigner(String key, Clock clock, Supplier<String> ids) {
		this.key = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
		this.clock = clock;
		this.ids = ids;
	}

	/**
	 * Sign a delivery.
	 * @param url the URL that is called, exactly as it is called
	 * @param body the bytes of the body, empty if there is none
	 * @return the value of the {@code Upstash-Signature} header
	 */
	public String sign(String url, byte[] body) {
		return sign(claims(url, body));
	}

	/**
	 * Sign any claims.
	 * @param claims the claims in their order
	 * @return the value of the {@code Upstash-Signature} header
	 */
	public String sign(Map<String, ?> claims) {
		String signed = base64(HEADER.getBytes(StandardCharsets.UTF_8)) + "." + base64(JSON.writeValueAsBytes(claims));
		return signed + "." + base64(mac(signed));
	}

	/**
	 * Return the claims with which {@link #sign(String, byte[])} would sign a delivery
	 * now.
	 * @param url the URL that is called, exactly as it is called
	 * @param body the bytes of the body, empty if there is none
	 * @return the claims, which may be changed
	 */
	public Map<String, Object> claims(String url, byte[] body) {
		long now = this.clock.instant().getEpochSecond();
		Map<String, Object> claims = new LinkedHashMap<>();
		claims.put("iss", "Upstash");
		claims.put("sub", url);
		claims.put("exp", now + LIFETIME.toSeconds());
		claims.put("nbf", 0);
		claims.put("iat", now);
		claims.put("jti", this.ids.get());
		claims.put("body", Base64.getUrlEncoder().encodeToString(sha256(body)));
		return claims;
	}

	private byte[] mac(String signed) {
		try {
			Mac mac = Mac.getInstance(this.key.getAlgorithm());
			mac.init(this.key);
			return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This JVM has no HMAC-SHA256", ex);
		}
	}

	private static byte[] sha256(byte[] body) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(body);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This JVM has no SHA-256", ex);
		}
	}

	private static String base64(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	private static String randomId() {
		byte[] bytes = new byte[21];
		RANDOM.nextBytes(bytes);
		return "jwt_" + base64(bytes);
	}

}
