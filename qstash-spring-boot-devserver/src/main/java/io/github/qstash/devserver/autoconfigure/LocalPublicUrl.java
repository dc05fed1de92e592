package io.github.qstash.devserver.autoconfigure;

import java.net.URI;

import io.github.qstash.message.QStashPublicUrl;
import org.jspecify.annotations.Nullable;

/**
 * What is configured, else this application at its own port, as soon as that is known.
 */
class LocalPublicUrl implements QStashPublicUrl {

	private final @Nullable URI configured;

	private volatile @Nullable URI local;

	LocalPublicUrl(@Nullable URI configured) {
		this.configured = configured;
	}

	@Override
	public @Nullable URI get() {
		return (this.configured != null) ? this.configured : this.local;
	}

	void isLocalAt(String scheme, int port, String path) {
		this.local = URI.create(scheme + "://localhost:" + port + path);
	}

}
