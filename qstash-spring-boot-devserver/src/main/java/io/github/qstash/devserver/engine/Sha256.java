package io.github.qstash.devserver.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A fingerprint of several parts, each with its length, so that no two lists of parts
 * look alike.
 */
final class Sha256 {

	private final MessageDigest digest = digest();

	Sha256 add(String part) {
		return add(part.getBytes(StandardCharsets.UTF_8));
	}

	Sha256 add(byte[] part) {
		this.digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
		this.digest.update(part);
		return this;
	}

	String hex() {
		return HexFormat.of().formatHex(this.digest.digest());
	}

	// Return the hash of exactly these bytes.
	static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(digest().digest(bytes));
	}

	private static MessageDigest digest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JVM has SHA-256", ex);
		}
	}

}
