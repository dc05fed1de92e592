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
	 * Whether the development server starts with the application. It does so only if no
	 * URL, token, signing key or region of a QStash elsewhere is configured, and the
	 * application has no connection details of its own; deliveries start when the
	 * application is ready.
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
