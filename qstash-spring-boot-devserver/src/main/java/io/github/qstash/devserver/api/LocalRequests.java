package io.github.qstash.devserver.api;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Lets only requests pass that were meant for this machine. A web page that rebinds its
 * name to the loopback address still sends that name as {@code Host}, and a form of a
 * foreign page says in {@code Origin} where it comes from.
 */
final class LocalRequests {

	private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

	private final Set<String> allowedHosts;

	LocalRequests(Collection<String> moreHosts) {
		this.allowedHosts = moreHosts.stream()
			.map((host) -> host.toLowerCase(Locale.ROOT))
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Check a request.
	 * @param headers its headers
	 * @throws ApiException if it was meant for, or comes from, somewhere else
	 */
	void check(HeaderLines headers) {
		if (headers.first("Host").isEmpty() || !all(headers, "Host", this::isAllowed)) {
			throw ApiException.forbidden("forbidden: this development server does not answer for the given Host");
		}
		if (!all(headers, "Origin", this::isAllowedOrigin) || isScriptOfForeignPage(headers)) {
			throw ApiException.forbidden("forbidden: this development server does not answer foreign web pages");
		}
	}

	private static boolean isScriptOfForeignPage(HeaderLines headers) {
		// following a link is allowed: it changes nothing, and the page cannot see the
		// answer
		return headers.first("Sec-Fetch-Site").filter("cross-site"::equals).isPresent()
				&& headers.first("Sec-Fetch-Mode").filter("navigate"::equals).isEmpty();
	}

	private boolean isAllowedOrigin(String origin) {
		int scheme = origin.indexOf("://");
		return scheme > 0 && isAllowed(origin.substring(scheme + "://".length()));
	}

	private boolean isAllowed(String authority) {
		String host = authority.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
		return LOOPBACK.contains(host) || this.allowedHosts.contains(host);
	}

	private static boolean all(HeaderLines headers, String name, Predicate<String> rule) {
		return headers.stream()
			.filter((line) -> line.name().equalsIgnoreCase(name))
			.allMatch((line) -> rule.test(line.value().trim()));
	}

}
