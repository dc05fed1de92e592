package io.github.qstash.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key whose first step is computed once; each use works on a copy. Thread-safe.
 */
final class SigningKey {

	private final SecretKeySpec secret;

	private final Mac prepared;

	SigningKey(String key) {
		this.secret = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
		this.prepared = prepare();
	}

	/**
	 * Return the HMAC-SHA256 of the first bytes.
	 * @param bytes the bytes
	 * @param length how many of them
	 * @return 32 bytes
	 */
	byte[] mac(byte[] bytes, int length) {
		Mac mac = copy();
		mac.update(bytes, 0, length);
		return mac.doFinal();
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
