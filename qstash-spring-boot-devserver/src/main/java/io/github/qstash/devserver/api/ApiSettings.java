package io.github.qstash.devserver.api;

import java.util.List;

/**
 * Where the API listens and what it accepts.
 *
 * @param host address to bind
 * @param port port to bind, 0 for a free one
 * @param allowedHosts names other than the loopback ones that requests may be sent to
 * @param maxMessageSize largest body of a message, in bytes
 * @since 1.0.0
 */
public record ApiSettings(String host, int port, List<String> allowedHosts, int maxMessageSize) {

	private static final int MESSAGES_OF_A_BATCH = 10;

	public ApiSettings {
		allowedHosts = List.copyOf(allowedHosts);
	}

	int maxBatchSize() {
		return (int) Math.min((long) MESSAGES_OF_A_BATCH * this.maxMessageSize, Integer.MAX_VALUE / 2);
	}

}
