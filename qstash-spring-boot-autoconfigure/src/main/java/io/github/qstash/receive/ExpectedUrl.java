package io.github.qstash.receive;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;

import io.github.qstash.signature.SubjectCheck;
import org.jspecify.annotations.Nullable;

/**
 * The URL that QStash must have called for one request to be genuine. Paths and queries
 * are compared as they were sent, without decoding; scheme, host and port regardless of
 * case and of a default port.
 */
final class ExpectedUrl implements SubjectCheck {

	private final UrlCheck mode;

	private final @Nullable URI publicUrl;

	private final QStashRequest request;

	ExpectedUrl(UrlCheck mode, @Nullable URI publicUrl, QStashRequest request) {
		this.mode = mode;
		this.publicUrl = publicUrl;
		this.request = request;
	}

	@Override
	public boolean accepts(@Nullable String subject) {
		if (this.mode == UrlCheck.OFF) {
			return true;
		}
		URI called = parse(subject);
		if (called == null || !query(called).equals(this.request.query())) {
			return false;
		}
		if (this.publicUrl != null) {
			return origin(called).equals(origin(this.publicUrl)) && path(called).equals(publicPath(this.publicUrl));
		}
		return this.mode == UrlCheck.AUTO && path(called).endsWith(this.request.path());
	}

	/*
	 * A proxy may take the path of the public URL away, or leave it because it is the
	 * context path of this application as well.
	 */
	private String publicPath(URI publicUrl) {
		String base = path(publicUrl);
		base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
		String context = this.request.contextPath();
		boolean shared = !context.isEmpty() && base.endsWith(context);
		return base + (shared ? this.request.path().substring(context.length()) : this.request.path());
	}

	private static @Nullable URI parse(@Nullable String subject) {
		try {
			URI uri = (subject != null) ? new URI(subject) : null;
			return (uri != null && uri.getScheme() != null && uri.getRawAuthority() != null) ? uri : null;
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

	private static String origin(URI uri) {
		String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
		String authority = String.valueOf(uri.getRawAuthority()).toLowerCase(Locale.ROOT);
		String server = authority.substring(authority.indexOf('@') + 1);
		String defaultPort = scheme.equals("https") ? ":443" : ":80";
		return scheme + "://"
				+ (server.endsWith(defaultPort) ? server.substring(0, server.length() - defaultPort.length()) : server);
	}

	private static String path(URI uri) {
		String path = Objects.requireNonNullElse(uri.getRawPath(), "");
		return path.isEmpty() ? "/" : path;
	}

	private static String query(URI uri) {
		return Objects.requireNonNullElse(uri.getRawQuery(), "");
	}

	@Override
	public String toString() {
		if (this.publicUrl != null) {
			return origin(this.publicUrl) + publicPath(this.publicUrl) + hiddenQuery();
		}
		return (this.mode == UrlCheck.FULL) ? "none, because the public URL is not known"
				: "…" + this.request.path() + hiddenQuery();
	}

	private String hiddenQuery() {
		return this.request.query().isEmpty() ? "" : "?…";
	}

}
