package io.github.qstash.devserver.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties of the embedded development server.
 *
 * @since 1.0.0
 */
@ConfigurationProperties("qstash.devserver")
public class QStashDevServerProperties {

	/**
	 * Whether the development server starts when neither "qstash.url" nor "qstash.token"
	 * is set.
	 */
	private boolean enabled = true;

	/**
	 * Port of the development server; 0 takes any free one. By default 8585, or any free
	 * one if that is taken.
	 */
	private @Nullable Integer port;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable Integer getPort() {
		return this.port;
	}

	public void setPort(@Nullable Integer port) {
		this.port = port;
	}

}
