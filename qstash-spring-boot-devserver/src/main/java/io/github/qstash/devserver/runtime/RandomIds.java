package io.github.qstash.devserver.runtime;

import java.math.BigInteger;
import java.security.SecureRandom;

import io.github.qstash.devserver.engine.Ids;

/**
 * Ids that nobody can guess.
 *
 * @since 1.0.0
 */
public final class RandomIds implements Ids {

	private static final int BITS = 128;

	private final SecureRandom random = new SecureRandom();

	@Override
	public String next(String prefix) {
		return prefix + new BigInteger(BITS, this.random).toString(Character.MAX_RADIX);
	}

}
