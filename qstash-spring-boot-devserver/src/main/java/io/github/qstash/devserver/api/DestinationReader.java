package io.github.qstash.devserver.api;

import java.util.Locale;
import java.util.regex.Pattern;

import io.github.qstash.devserver.engine.Target;
import org.jspecify.annotations.Nullable;

/**
 * Reads where a message goes: an absolute URL, or the name of a URL group.
 */
final class DestinationReader {

	private static final int MAX_LENGTH = 16 * 1024;

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

	private static final Pattern HTTP_URL = Pattern.compile("(?i)https?://(?:[^/?#@]*@)?"
			+ "(?<host>\\[[0-9a-fA-F:.]+(?:%[^\\]]+)?]|[^/?#:@\\[\\]]+)(?::(?<port>\\d{1,5})?)?(?:[/?#].*)?");

	private DestinationReader() {
	}

	/**
	 * Read the rest of a path, in which the destination stands raw or, from a cautious
	 * client, percent-encoded as a whole.
	 * @param rest what follows the prefix, as it came
	 * @param query the query of the destination, as it came
	 * @return the target
	 */
	static Target fromPath(String rest, @Nullable String query) {
		String destination = rest;
		if (!hasHttpScheme(rest)) {
			destination = WireText.percentDecodePath(rest);
		}
		if (query == null) {
			return fromText(destination);
		}
		if (!hasHttpScheme(destination)) {
			// a group has no query of its own: its endpoints do
			return fromText(destination);
		}
		return fromText(destination + (destination.contains("?") ? "&" : "?") + query);
	}

	/**
	 * Read a destination that stands for itself.
	 * @param destination the text
	 * @return the target
	 */
	static Target fromText(String destination) {
		if (destination.isEmpty()) {
			throw ApiException.badRequest("a non-empty destination must be provided");
		}
		if (hasHttpScheme(destination)) {
			return new Target.Url(url("destination", destination));
		}
		if (destination.startsWith("api/")) {
			throw ApiException
				.badRequest("invalid destination: APIs such as api/llm are not supported by this development server");
		}
		if (!NAME.matcher(destination).matches()) {
			throw ApiException
				.badRequest("invalid destination url: endpoint has invalid scheme, add http:// or https://");
		}
		return new Target.UrlGroup(destination);
	}

	/**
	 * Check an absolute URL.
	 * @param what what it is, for the error text
	 * @param text the URL
	 * @return the URL without its fragment, which never leaves a client
	 */
	static String url(String what, String text) {
		if (!hasHttpScheme(text)) {
			throw ApiException
				.badRequest("invalid " + what + " url: endpoint has invalid scheme, add http:// or https://");
		}
		if (text.length() > MAX_LENGTH) {
			throw ApiException.badRequest("invalid " + what + " url: longer than " + MAX_LENGTH + " characters");
		}
		if (text.chars().anyMatch((c) -> c <= ' ' || c == 0x7f)) {
			throw ApiException.badRequest("invalid " + what + " url: contains blanks or control characters");
		}
		if (!HTTP_URL.matcher(text).matches() || !hasValidPort(text)) {
			throw ApiException.badRequest("invalid " + what + " url: host or port is missing or malformed");
		}
		int fragment = text.indexOf('#');
		return (fragment < 0) ? text : text.substring(0, fragment);
	}

	private static boolean hasValidPort(String url) {
		var matcher = HTTP_URL.matcher(url);
		String port = matcher.matches() ? matcher.group("port") : null;
		return port == null || (Integer.parseInt(port) > 0 && Integer.parseInt(port) <= 65535);
	}

	private static boolean hasHttpScheme(String text) {
		String start = text.substring(0, Math.min(text.length(), "https://".length())).toLowerCase(Locale.ROOT);
		return start.startsWith("http://") || start.startsWith("https://");
	}

}
