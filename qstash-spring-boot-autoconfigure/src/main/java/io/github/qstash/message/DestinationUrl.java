package io.github.qstash.message;

import java.net.IDN;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * How the URL of a destination is written on the wire. What QStash receives is what the
 * signature of the delivery names, so as little as possible is changed.
 */
final class DestinationUrl {

	private static final Pattern PARTS = Pattern
		.compile("(?<scheme>https?://)(?<user>[^/?]*@)?(?<host>\\[[^/?]*]|[^/?:]*)(?<port>:[^/?]*)?(?<path>[^?]*)"
				+ "(?<query>\\?.*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	private static final Pattern PORT = Pattern.compile("(:\\d{1,5})?");

	private static final Pattern HOST = Pattern.compile("\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+");

	private static final Pattern STRAY_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

	private DestinationUrl() {
	}

	static String normalize(String url) {
		if (isPlain(url)) {
			return url;
		}
		int fragment = url.indexOf('#');
		Matcher parts = PARTS.matcher((fragment < 0) ? url : url.substring(0, fragment));
		if (!parts.matches()) {
			throw notAbsolute(url);
		}
		String host = host(parts.group("host"), url);
		String port = text(parts.group("port"));
		String query = text(parts.group("query"));
		if (!HOST.matcher(host).matches() || !PORT.matcher(port).matches()) {
			throw notAbsolute(url);
		}
		refuseConfiguration(query);
		return parts.group("scheme") + encode(text(parts.group("user")), "") + host + port
				+ encode(parts.group("path"), "[]") + encode(query, "");
	}

	// a host and a path in harmless characters, as most URLs: nothing to encode or refuse
	private static boolean isPlain(String url) {
		int host = url.startsWith("https://") ? 8 : url.startsWith("http://") ? 7 : url.length();
		if (host == url.length() || url.charAt(host) == '/') {
			return false;
		}
		for (int i = host; i < url.length(); i++) {
			if (!isPlain(url.charAt(i))) {
				return false;
			}
		}
		return true;
	}

	private static boolean isPlain(char character) {
		return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
				|| (character >= '0' && character <= '9') || character == '/' || character == '-' || character == '.'
				|| character == '_';
	}

	/**
	 * QStash reads these parameters as options of the call, and removes them. A URL that
	 * came from somebody else must not decide, for example, who gets a signed callback.
	 * @param url a URL, or the part of it from the query on
	 */
	static void refuseConfiguration(String url) {
		int query = url.indexOf('?');
		if (query < 0) {
			return;
		}
		for (String parameter : url.substring(query + 1).split("[&;]")) {
			String name = decode(parameter.split("=", 2)[0]).strip().toLowerCase(Locale.ROOT);
			if (name.equals("qstash_token") || name.startsWith("upstash-")) {
				throw new InvalidMessageException("destination",
						"must not have the query parameter '" + MessageOptions.shown(name)
								+ "', which configures QStash and does not reach the destination: "
								+ "use the option of the message instead");
			}
		}
	}

	private static String host(String host, String url) {
		try {
			return host.chars().allMatch((character) -> character < 0x80) ? host : IDN.toASCII(host);
		}
		catch (IllegalArgumentException ex) {
			throw notAbsolute(url);
		}
	}

	private static String encode(String part, String alsoIllegal) {
		StringBuilder encoded = new StringBuilder(part.length());
		for (byte octet : STRAY_PERCENT.matcher(part).replaceAll("%25").getBytes(StandardCharsets.UTF_8)) {
			if (octet <= ' ' || octet == 0x7f || "\"<>\\^`{|}".indexOf(octet) >= 0 || alsoIllegal.indexOf(octet) >= 0) {
				encoded.append("%%%02X".formatted(octet));
			}
			else {
				encoded.append((char) octet);
			}
		}
		return encoded.toString();
	}

	private static String decode(String text) {
		return URLDecoder.decode(STRAY_PERCENT.matcher(text).replaceAll("%25"), StandardCharsets.UTF_8);
	}

	private static String text(@Nullable String part) {
		return (part != null) ? part : "";
	}

	private static InvalidMessageException notAbsolute(String url) {
		return new InvalidMessageException("destination",
				"must be an absolute URL that starts with http:// or https:// and names a host but was '"
						+ MessageOptions.shown(url) + "'");
	}

}
