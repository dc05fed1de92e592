package io.github.qstash.devserver.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.github.qstash.devserver.engine.ConnectionHeaders;
import io.github.qstash.message.QStashHeaders;

/**
 * Picks the headers that the destination receives.
 */
final class ForwardedHeaders {

	private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	private ForwardedHeaders() {
	}

	/**
	 * Read the headers for the destination of a message.
	 * @param headers headers of the publish request
	 * @param all whether all of them are forwarded, without a prefix
	 * @return the headers by name
	 */
	static Map<String, List<String>> ofMessage(HeaderLines headers, boolean all) {
		Map<String, List<String>> forwarded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.first("Content-Type").ifPresent((type) -> add(forwarded, new HeaderLines.Line("Content-Type", type)));
		if (all) {
			headers.stream()
				.filter((line) -> isOfTheMessage(line.name().toLowerCase(Locale.ROOT)))
				.forEach((line) -> add(forwarded, line));
		}
		// a prefix says what is meant, so it replaces what is forwarded without one
		forwarded.putAll(under(QStashHeaders.FORWARD_PREFIX, headers));
		return new LinkedHashMap<>(forwarded);
	}

	/**
	 * Change the headers for the destination of a message.
	 * @param original the headers as they were
	 * @param headers headers of the request to change them
	 * @return the headers by name
	 */
	static Map<String, List<String>> override(Map<String, List<String>> original, HeaderLines headers) {
		Map<String, List<String>> forwarded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		forwarded.putAll(original);
		forwarded.putAll(under(QStashHeaders.FORWARD_PREFIX, headers));
		return new LinkedHashMap<>(forwarded);
	}

	/**
	 * Read the headers for a callback.
	 * @param callback name of the header with the callback's URL
	 * @param headers headers of the publish request
	 * @return the headers by name
	 */
	static Map<String, List<String>> ofCallback(String callback, HeaderLines headers) {
		return new LinkedHashMap<>(under(callback + "-Forward-", headers));
	}

	private static Map<String, List<String>> under(String prefix, HeaderLines headers) {
		Map<String, List<String>> forwarded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.under(prefix)
			.stream()
			.filter((line) -> !ConnectionHeaders.contains(line.name()))
			.forEach((line) -> add(forwarded, line));
		return forwarded;
	}

	private static void add(Map<String, List<String>> forwarded, HeaderLines.Line line) {
		if (!NAME.matcher(line.name()).matches()) {
			throw ApiException.badRequest("the name of a forwarded header contains illegal characters");
		}
		if (line.value().chars().anyMatch((c) -> (c < ' ' && c != '\t') || c == 0x7f)) {
			throw ApiException
				.badRequest("the value of the forwarded header " + line.name() + " contains control characters");
		}
		forwarded.computeIfAbsent(line.name(), (name) -> new ArrayList<>()).add(line.value());
	}

	private static boolean isOfTheMessage(String name) {
		// the content type is there already, and the authorization is that of the account
		return !ConnectionHeaders.contains(name) && !name.equals("content-type") && !name.equals("authorization")
				&& !name.startsWith("upstash-") && !name.startsWith("proxy-");
	}

}
