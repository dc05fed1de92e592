package io.github.qstash.devserver.runtime;

import java.security.SecureRandom;

import io.github.qstash.signature.SigningKeys;

/**
 * The keys of an account: a rotation makes the next key the current one. Who knew both
 * keys before can verify deliveries after one rotation, but not after two.
 */
final class KeyRotation {

	private static final String PREFIX = "sig_";

	private static final String CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	private static final int LENGTH = 28;

	private final SecureRandom random = new SecureRandom();

	private final SigningKeys initial;

	// an attempt reads it when it is sent, which is not on the thread of the loop
	private volatile SigningKeys keys;

	KeyRotation(SigningKeys initial) {
		this.initial = initial;
		this.keys = initial;
	}

	SigningKeys keys() {
		return this.keys;
	}

	SigningKeys rotate() {
		String next = this.keys.next();
		this.keys = SigningKeys.of((next != null) ? next : newKey(), newKey());
		return this.keys;
	}

	void reset() {
		this.keys = this.initial;
	}

	private String newKey() {
		StringBuilder key = new StringBuilder(PREFIX);
		this.random.ints(LENGTH, 0, CHARACTERS.length()).forEach((index) -> key.append(CHARACTERS.charAt(index)));
		return key.toString();
	}

}
