package io.github.qstash.receive;

import java.util.Locale;

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

	/**
	 * Parse a URL. By hand, because it is done for each delivery.
	 * @param url the URL, of which the fragment is left out
	 * @return its parts, or {@code null} if it is not absolute
	 */
	static @Nullable RawUrl parse(String url) {
		int schemeEnd = url.indexOf("://");
		int start = schemeEnd + 3;
		if (!isScheme(url, schemeEnd)) {
			return null;
		}
		int authorityEnd = next("/?#", url, start);
		if (authorityEnd == start || next("\\ \t\n\f\r\u000B", url, start) < authorityEnd) {
			return null;
		}
		int pathEnd = next("?#", url, authorityEnd);
		int queryEnd = next("#", url, pathEnd);
		return new RawUrl(origin(url.substring(0, schemeEnd), url.substring(start, authorityEnd)),
				(pathEnd > authorityEnd) ? url.substring(authorityEnd, pathEnd) : "/",
				(queryEnd > pathEnd) ? url.substring(pathEnd + 1, queryEnd) : "");
	}

	private static boolean isScheme(String url, int end) {
		for (int i = 0; i < end; i++) {
			char letter = url.charAt(i);
			boolean isLetter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
			if (!isLetter && (i == 0 || "0123456789+.-".indexOf(letter) < 0)) {
				return false;
			}
		}
		return end > 0;
	}

	private static int next(String delimiters, String url, int from) {
		int index = from;
		while (index < url.length() && delimiters.indexOf(url.charAt(index)) < 0) {
			index++;
		}
		return index;
	}

	private static String origin(String scheme, String authority) {
		String origin = (scheme + "://" + authority.substring(authority.lastIndexOf('@') + 1)).toLowerCase(Locale.ROOT);
		String defaultPort = origin.startsWith("https:") ? ":443" : ":80";
		return origin.endsWith(defaultPort) ? origin.substring(0, origin.length() - defaultPort.length()) : origin;
	}

}
