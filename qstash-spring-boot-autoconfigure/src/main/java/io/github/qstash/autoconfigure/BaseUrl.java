package io.github.qstash.autoconfigure;

import java.net.URI;
import java.util.Set;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * A property whose value is the base of other URLs.
 */
final class BaseUrl {

	private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

	private final URI uri;

	private BaseUrl(URI uri) {
		this.uri = uri;
	}

	static BaseUrl of(String property, String value) {
		try {
			URI uri = URI.create(value);
			boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
			if (http && uri.getRawAuthority() != null && uri.getRawUserInfo() == null && uri.getRawQuery() == null
					&& uri.getRawFragment() == null) {
				return new BaseUrl(uri);
			}
		}
		catch (IllegalArgumentException ex) {
			// the reason below says what would be right
		}
		// a user or a query may be a secret
		throw new InvalidConfigurationPropertyValueException(property, value.replaceAll("//[^/]*@|[?#].*", "…"),
				"It must be an absolute http or https URL without user, query and fragment, such as https://example.com.");
	}

	boolean isReadableOnTheWay() {
		return "http".equalsIgnoreCase(this.uri.getScheme()) && !LOOPBACK.contains(String.valueOf(this.uri.getHost()));
	}

	@Override
	public String toString() {
		return this.uri.toString();
	}

}
