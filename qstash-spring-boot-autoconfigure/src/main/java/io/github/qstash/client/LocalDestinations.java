package io.github.qstash.client;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

import io.github.qstash.message.Destination;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Warns, once, when a message for this machine goes to a QStash elsewhere, which cannot
 * reach it.
 */
final class LocalDestinations {

	private static final Log logger = LogFactory.getLog(LocalDestinations.class);

	private static final Pattern LOCAL = Pattern
		.compile("https?://([^/?]*@)?(localhost|127\\.[0-9.]+|\\[::1])([:/?].*)?$", Pattern.CASE_INSENSITIVE);

	private final String qstashUrl;

	private final AtomicBoolean silent;

	LocalDestinations(String qstashUrl) {
		this.qstashUrl = qstashUrl;
		this.silent = new AtomicBoolean(isLocal(qstashUrl));
	}

	void check(String destination) {
		if (!this.silent.get() && isLocal(destination) && this.silent.compareAndSet(false, true)) {
			logger.warn("A message for " + Destination.of(destination) + " was sent to QStash at " + this.qstashUrl
					+ ", which cannot reach this machine: use a public URL, or the development server");
		}
	}

	private static boolean isLocal(String url) {
		int host = url.indexOf("://") + 3;
		// most hosts begin otherwise, which takes no pattern to see
		boolean possible = host < url.length() && ("lL1[".indexOf(url.charAt(host)) >= 0 || url.indexOf('@') >= 0);
		return possible && LOCAL.matcher(url).lookingAt();
	}

}
