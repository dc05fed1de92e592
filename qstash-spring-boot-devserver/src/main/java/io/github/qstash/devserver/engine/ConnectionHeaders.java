package io.github.qstash.devserver.engine;

import java.util.Locale;
import java.util.Set;

/**
 * Headers that belong to a connection, not to the message: no destination ever receives
 * them.
 *
 * @since 1.0.0
 */
public final class ConnectionHeaders {

	private static final Set<String> NAMES = Set.of("host", "content-length", "connection", "keep-alive",
			"proxy-connection", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade", "expect",
			"http2-settings");

	private ConnectionHeaders() {
	}

	/**
	 * Return whether a header belongs to the connection.
	 * @param name the header's name, in any case
	 * @return whether it does
	 */
	public static boolean contains(String name) {
		return NAMES.contains(name.toLowerCase(Locale.ROOT));
	}

}
