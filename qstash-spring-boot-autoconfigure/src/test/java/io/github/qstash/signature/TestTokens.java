package io.github.qstash.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens written by hand, with code that shares nothing with the code under test.
 */
final class TestTokens {

	static final String CURRENT_KEY = "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r";

	static final String NEXT_KEY = "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs";

	static final String URL = "https://example.com/api/webhook";

	static final byte[] BODY = "{\"hello\":\"world\"}".getBytes(StandardCharsets.UTF_8);

	static final Instant NOW = Instant.ofEpochSecond(1767225660);

	static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

	static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

	static final String CLAIMS = "{\"iss\":\"Upstash\",\"sub\":\"" + URL
			+ "\",\"exp\":1767225900,\"nbf\":0,\"iat\":1767225600,\"jti\":\"jwt_1\",\"body\":\"" + hash(BODY) + "\"}";

	private TestTokens() {
	}

	static String token(String claims) {
		return token(HEADER, claims, CURRENT_KEY);
	}

	static String token(String header, String claims, String key) {
		return signed(base64(header) + "." + base64(claims), key);
	}

	static String signed(String headerAndClaims, String key) {
		return headerAndClaims + "." + base64(hmac(headerAndClaims.getBytes(StandardCharsets.UTF_8), key));
	}

	static String base64(String text) {
		return base64(text.getBytes(StandardCharsets.UTF_8));
	}

	static String base64(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	static String hash(byte[] body) {
		try {
			return base64(MessageDigest.getInstance("SHA-256").digest(body));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] hmac(byte[] bytes, String key) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
			return mac.doFinal(bytes);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
