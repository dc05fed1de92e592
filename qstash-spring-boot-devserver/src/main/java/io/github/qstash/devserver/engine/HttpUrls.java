package io.github.qstash.devserver.engine;

import java.util.regex.Pattern;

/**
 * Which URLs the engine accepts. Hosts are not resolved: an unknown one fails at
 * delivery.
 */
final class HttpUrls {

	private static final int MAX_LENGTH = 8192;

	private static final Pattern SCHEME = Pattern.compile("(?i)https?://.*", Pattern.DOTALL);

	private static final Pattern WITH_HOST = Pattern.compile("(?i)https?://[^/?#\\s][^\\s]*");

	private HttpUrls() {
	}

	static void check(String role, String url) {
		if (url.length() > MAX_LENGTH) {
			throw invalid(role, "it has " + url.length() + " characters, at most " + MAX_LENGTH + " are allowed");
		}
		if (!SCHEME.matcher(url).matches()) {
			throw withoutScheme(role);
		}
		if (!WITH_HOST.matcher(url).matches()) {
			throw invalid(role, "endpoint has no host or contains blanks");
		}
	}

	static RefusedException withoutScheme(String role) {
		return invalid(role, "endpoint has invalid scheme, add http:// or https://");
	}

	private static RefusedException invalid(String role, String reason) {
		return RefusedException.invalid("invalid " + role + " url: " + reason);
	}

}
