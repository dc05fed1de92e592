package io.github.qstash.receive;

import java.net.URI;

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
		RawUrl called = (subject != null) ? RawUrl.parse(subject) : null;
		if (called == null || !called.query().equals(this.request.query())) {
			return false;
		}
		if (this.publicUrl != null) {
			RawUrl base = RawUrl.parse(this.publicUrl.toString());
			return base != null && called.origin().equals(base.origin()) && called.path().equals(publicPath(base));
		}
		return this.mode == UrlCheck.AUTO && called.path().endsWith(this.request.path());
	}

	/*
	 * A proxy may take the path of the public URL away, or leave it because it is the
	 * context path of this application as well.
	 */
	private String publicPath(RawUrl publicUrl) {
		String base = publicUrl.path();
		base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
		String context = this.request.contextPath();
		boolean shared = !context.isEmpty() && base.endsWith(context);
		return base + (shared ? this.request.path().substring(context.length()) : this.request.path());
	}

	@Override
	public String toString() {
		if (this.publicUrl == null && this.mode != UrlCheck.FULL) {
			return "…" + this.request.path() + hiddenQuery();
		}
		RawUrl base = (this.publicUrl != null) ? RawUrl.parse(this.publicUrl.toString()) : null;
		return (base != null) ? base.origin() + publicPath(base) + hiddenQuery()
				: "none, because the public URL is not known";
	}

	private String hiddenQuery() {
		return this.request.query().isEmpty() ? "" : "?…";
	}

}
