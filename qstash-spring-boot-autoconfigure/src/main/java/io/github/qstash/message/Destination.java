package io.github.qstash.message;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where a message goes.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/publishing">QStash: publishing</a>
 */
public sealed interface Destination {

	/**
	 * Return the destination as it is written on the wire.
	 * @param publicUrl base of this application, used for {@link Path}
	 * @return an absolute URL, the name of a URL group, or {@code api/} and a name
	 * @throws InvalidMessageException if this is a {@link Path} and the public URL is not
	 * known
	 */
	String resolve(QStashPublicUrl publicUrl);

	/**
	 * Read a destination: an absolute URL starts with {@code http://} or
	 * {@code https://}, a path of this application with {@code /}, an API name with
	 * {@code api/}; anything else is the name of a URL group.
	 * @param destination the text
	 * @return the destination
	 * @throws InvalidMessageException if it is none of them
	 */
	static Destination of(String destination) {
		if (Url.hasHttpScheme(destination)) {
			return new Url(destination);
		}
		if (destination.startsWith("/")) {
			return new Path(destination);
		}
		if (destination.startsWith("api/")) {
			return new Api(destination.substring("api/".length()));
		}
		if (destination.isEmpty()) {
			throw new InvalidMessageException("destination", "must not be empty");
		}
		if (!destination.matches("[A-Za-z0-9._-]+")) {
			throw new InvalidMessageException("destination",
					"must start with http:// or https://, start with '/' for a path of this application, "
							+ "or be the name of a URL group (letters, digits, '-', '_' and '.'), but was '"
							+ Url.withoutQuery(destination) + "'");
		}
		return new UrlGroup(destination);
	}

	/**
	 * An absolute http or https URL. Characters that a URL cannot hold are
	 * percent-encoded as a browser does; what is encoded already stays, the fragment is
	 * dropped.
	 *
	 * @param url the URL, which is also what the signature of the delivery names
	 */
	record Url(String url) implements Destination {

		public Url {
			url = encodeIllegal(url);
			if (!hasHttpScheme(url) || !hasHost(url)) {
				throw new InvalidMessageException("destination",
						"must be an absolute URL that starts with http:// or https:// but was '" + withoutQuery(url)
								+ "'");
			}
		}

		@Override
		public String resolve(QStashPublicUrl publicUrl) {
			return this.url;
		}

		@Override
		public String toString() {
			return withoutQuery(this.url);
		}

		static boolean hasHttpScheme(String text) {
			String start = text.substring(0, Math.min(text.length(), 8)).toLowerCase(Locale.ROOT);
			return start.startsWith("http://") || start.startsWith("https://");
		}

		static String withoutQuery(String url) {
			// a query may hold a secret, so it is never shown
			int query = url.indexOf('?');
			return (query < 0) ? url : url.substring(0, query) + "?…";
		}

		private static boolean hasHost(String url) {
			int start = url.indexOf("//") + 2;
			int end = start;
			while (end < url.length() && url.charAt(end) != '/' && url.charAt(end) != '?') {
				end++;
			}
			String authority = url.substring(start, end);
			try {
				return URI.create("http://" + authority).getRawAuthority() != null && !authority.startsWith(":")
						&& !authority.endsWith("@");
			}
			catch (IllegalArgumentException ex) {
				return false;
			}
		}

		private static String encodeIllegal(String url) {
			int fragment = url.indexOf('#');
			String kept = (fragment < 0) ? url : url.substring(0, fragment);
			StringBuilder encoded = new StringBuilder(kept.length());
			for (byte octet : kept.getBytes(StandardCharsets.UTF_8)) {
				if (octet <= ' ' || octet == 0x7f || "\"<>\\^`{|}".indexOf(octet) >= 0) {
					encoded.append("%%%02X".formatted(octet));
				}
				else {
					encoded.append((char) octet);
				}
			}
			return encoded.toString();
		}

	}

	/**
	 * A URL group: every endpoint of it gets a message of its own.
	 *
	 * @param name letters, digits, {@code -}, {@code _} and {@code .}
	 * @see <a href="https://upstash.com/docs/qstash/features/url-groups">QStash: URL
	 * groups</a>
	 */
	record UrlGroup(String name) implements Destination {

		public UrlGroup {
			MessageOptions.name("destination", name);
		}

		@Override
		public String resolve(QStashPublicUrl publicUrl) {
			return this.name;
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	/**
	 * An API that QStash calls itself.
	 *
	 * @param name name of the API, for example {@code llm}
	 */
	record Api(String name) implements Destination {

		public Api {
			MessageOptions.name("destination", name);
		}

		@Override
		public String resolve(QStashPublicUrl publicUrl) {
			return "api/" + this.name;
		}

		@Override
		public String toString() {
			return "api/" + this.name;
		}

	}

	/**
	 * A path of this application, resolved against its public URL when the message is
	 * sent.
	 *
	 * @param path the path with its query, starting with {@code /}
	 */
	record Path(String path) implements Destination {

		public Path {
			if (!path.startsWith("/") || path.startsWith("//")) {
				throw new InvalidMessageException("destination",
						"must start with a single '/' to be a path of this application but was '"
								+ Url.withoutQuery(path) + "'");
			}
		}

		@Override
		public String resolve(QStashPublicUrl publicUrl) {
			URI base = publicUrl.get();
			if (base == null) {
				throw new InvalidMessageException("destination",
						"is the path '" + this + "' of this application, whose public URL is not known: set "
								+ "'qstash.public-url' to the URL at which QStash reaches the application, "
								+ "or use an absolute URL");
			}
			String prefix = base.toString();
			return new Url((prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix) + this.path)
				.url();
		}

		@Override
		public String toString() {
			return Url.withoutQuery(this.path);
		}

	}

}
