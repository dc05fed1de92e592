package io.github.qstash.receive;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * An absolute URL to compare others with. Path and query are as they were written, even
 * with characters that should have been encoded, which {@link java.net.URI} refuses.
 *
 * @param origin scheme, host and port in lower case, without a default port
 * @param path the path, at least a slash
 * @param query the query, empty if there is none
 */
record RawUrl(String origin, String path, String query) {

	private static final Pattern ABSOLUTE = Pattern
		.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\\\\\\s]+)(|/[^?#]*)(?:\\?([^#]*))?(?:#.*)?", Pattern.DOTALL);

	static @Nullable RawUrl parse(String url) {
		Matcher parts = ABSOLUTE.matcher(url);
		if (!parts.matches()) {
			return null;
		}
		String path = parts.group(3);
		return new RawUrl(origin(parts.group(1), parts.group(2)), path.isEmpty() ? "/" : path,
				Objects.requireNonNullElse(parts.group(4), ""));
	}

	private static String origin(String scheme, String authority) {
		String origin = (scheme + "://" + authority.substring(authority.lastIndexOf('@') + 1)).toLowerCase(Locale.ROOT);
		String defaultPort = origin.startsWith("https:") ? ":443" : ":80";
		return origin.endsWith(defaultPort) ? origin.substring(0, origin.length() - defaultPort.length()) : origin;
	}

}
