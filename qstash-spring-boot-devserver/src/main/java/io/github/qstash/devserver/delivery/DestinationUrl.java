package io.github.qstash.devserver.delivery;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A destination URL, taken apart no further than a request needs: path and query stay as
 * they are, user information becomes a header.
 *
 * @param origin scheme, host and port
 * @param pathAndQuery everything after the authority
 * @param credentials value of an {@code Authorization} header, if the URL has user
 * information
 */
record DestinationUrl(String origin, String pathAndQuery, @Nullable String credentials) {

	static DestinationUrl parse(String url) {
		int authorityStart = url.indexOf("://") + "://".length();
		int authorityEnd = authorityStart;
		while (authorityEnd < url.length() && "/?#".indexOf(url.charAt(authorityEnd)) < 0) {
			authorityEnd++;
		}
		String scheme = url.substring(0, authorityStart).toLowerCase(Locale.ROOT);
		String authority = url.substring(authorityStart, authorityEnd);
		int at = authority.lastIndexOf('@');
		return new DestinationUrl(scheme + authority.substring(at + 1), url.substring(authorityEnd),
				(at < 0) ? null : basic(authority.substring(0, at)));
	}

	String url() {
		return this.origin + this.pathAndQuery;
	}

	private static String basic(String userInformation) {
		String decoded = decode(userInformation);
		String credentials = decoded.contains(":") ? decoded : decoded + ":";
		return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
	}

	private static String decode(String text) {
		try {
			return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return text;
		}
	}

}
