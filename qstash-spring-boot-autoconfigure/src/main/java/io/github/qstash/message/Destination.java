package io.github.qstash.message;

import java.net.URI;

/**
 * Where a message goes.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/publishing">QStash: publishing</a>
 */
public sealed interface Destination
		permits Destination.Url, Destination.UrlGroup, Destination.Api, Destination.Path, ApiProvider {

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
		if (!MessageOptions.isName(destination)) {
			throw new InvalidMessageException("destination",
					"must start with http:// or https://, start with '/' for a path of this application, "
							+ "or be the name of a URL group (letters, digits, '-', '_' and '.'), but was '"
							+ MessageOptions.shown(destination) + "'");
		}
		return new UrlGroup(destination);
	}

	/**
	 * An absolute http or https URL. Characters that a URL cannot hold are
	 * percent-encoded, a host name in other letters than ASCII is written in Punycode,
	 * what is encoded already stays, and the fragment is dropped.
	 * <p>
	 * Query parameters named {@code qstash_token} or {@code upstash-…} are refused:
	 * QStash takes them as configuration of the publish call, whoever wrote the URL.
	 *
	 * @param url the URL, which is also what the signature of the delivery names
	 * @see <a href="https://upstash.com/docs/qstash/howto/webhook">QStash: webhook</a>
	 */
	record Url(String url) implements Destination {

		public Url {
			url = DestinationUrl.normalize(url);
		}

		@Override
		public String resolve(QStashPublicUrl publicUrl) {
			return this.url;
		}

		@Override
		public String toString() {
			return MessageOptions.shown(this.url);
		}

		static boolean hasHttpScheme(String text) {
			return text.regionMatches(true, 0, "http://", 0, 7) || text.regionMatches(true, 0, "https://", 0, 8);
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
								+ MessageOptions.shown(path) + "'");
			}
			DestinationUrl.refuseConfiguration(path);
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
			return MessageOptions.shown(this.path);
		}

	}

}
