package io.github.qstash.devserver.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Which URLs the engine accepts. Hosts are not resolved: an unknown one fails at
 * delivery.
 */
final class HttpUrls {

	private static final int MAX_LENGTH = 8192;

	private static final int MAX_PORT = 65535;

	private static final Pattern SCHEME = Pattern.compile("(?i)https?://.*", Pattern.DOTALL);

	private static final Pattern CALLABLE = Pattern.compile("(?i)https?://(?:[^/?#@\\s]*@)?" // user
			+ "(?<host>\\[[0-9a-f:.]+(?:%[^\\]\\s]+)?]|[^/?#:@\\[\\]\\s]+)"
			+ "(?::(?<port>\\d{1,5})?)?(?<path>/[^?#\\s]*)?(?:[?#]\\S*)?");

	private HttpUrls() {
	}

	static void check(String role, String url) {
		if (url.length() > MAX_LENGTH) {
			throw invalid(role, "it has " + url.length() + " characters, at most " + MAX_LENGTH + " are allowed");
		}
		if (!SCHEME.matcher(url).matches()) {
			throw withoutScheme(role);
		}
		Matcher callable = CALLABLE.matcher(url);
		if (!callable.matches() || !isPort(callable.group("port")) || url.chars().anyMatch(Character::isISOControl)) {
			throw invalid(role, "endpoint has no valid host and port or contains blanks");
		}
	}

	// Return the host of a URL that was checked, alone and with its port.
	static Stream<String> hosts(String url) {
		Matcher parts = parts(url);
		String host = parts.group("host");
		String port = parts.group("port");
		return (port != null) ? Stream.of(host, host + ":" + port) : Stream.of(host);
	}

	// Return the path of a URL that was checked.
	static String path(String url) {
		String path = parts(url).group("path");
		return (path != null) ? path : "/";
	}

	private static Matcher parts(String url) {
		Matcher parts = CALLABLE.matcher(url);
		if (!parts.matches()) {
			throw new IllegalStateException("A URL was accepted that has no host");
		}
		return parts;
	}

	private static boolean isPort(@Nullable String digits) {
		return digits == null || (Integer.parseInt(digits) > 0 && Integer.parseInt(digits) <= MAX_PORT);
	}

	static RefusedException withoutScheme(String role) {
		return invalid(role, "endpoint has invalid scheme, add http:// or https://");
	}

	private static RefusedException invalid(String role, String reason) {
		return RefusedException.invalid("invalid " + role + " url: " + reason);
	}

}
