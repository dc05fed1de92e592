package io.github.qstash.client;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes deduplication ids that nobody else makes, since two equal ids would lose a
 * message: a random part for each instance, the time, since an instance may be a copy
 * that was restored, and a number.
 */
final class DeduplicationIds {

	private final String instance;

	private final AtomicLong number = new AtomicLong();

	DeduplicationIds() {
		byte[] random = new byte[15];
		new SecureRandom().nextBytes(random);
		this.instance = Base64.getUrlEncoder().encodeToString(random) + "-";
	}

	boolean isOwn(String id) {
		return id.startsWith(this.instance);
	}

	String next() {
		return this.instance + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX) + "-"
				+ Long.toString(this.number.getAndIncrement(), Character.MAX_RADIX);
	}

}
