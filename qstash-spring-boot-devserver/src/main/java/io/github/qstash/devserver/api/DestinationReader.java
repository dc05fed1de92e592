package io.github.qstash.devserver.api;

import java.util.Locale;

import io.github.qstash.devserver.engine.Target;
import org.jspecify.annotations.Nullable;

/**
 * Reads where a message goes: a URL, or the name of a URL group. Whether the URL can be
 * called and the group exists is for the engine to say.
 */
final class DestinationReader {

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
			return new Target.Url(withoutFragment(destination));
		}
		if (destination.startsWith("api/")) {
			throw ApiException
				.badRequest("invalid destination: APIs such as api/llm are not supported by this development server");
		}
		return new Target.UrlGroup(destination);
	}

	/**
	 * Cut off the fragment of a URL, which never leaves a client.
	 * @param url the URL
	 * @return the URL without fragment
	 */
	static String withoutFragment(String url) {
		int fragment = url.indexOf('#');
		return (fragment < 0) ? url : url.substring(0, fragment);
	}

	private static boolean hasHttpScheme(String text) {
		String start = text.substring(0, Math.min(text.length(), "https://".length())).toLowerCase(Locale.ROOT);
		return start.startsWith("http://") || start.startsWith("https://");
	}

}
