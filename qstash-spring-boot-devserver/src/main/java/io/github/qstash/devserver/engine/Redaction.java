package io.github.qstash.devserver.engine;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which parts of a message are never shown: a hash stands in for them wherever the
 * message is looked at. Destinations receive the originals.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/security">QStash: security</a>
 */
public final class Redaction {

	private static final String PREFIX = "REDACTED:";

	private static final Redaction NONE = new Redaction(false, false, Set.of());

	private final boolean body;

	private final boolean allHeaders;

	private final Set<String> headers;

	private Redaction(boolean body, boolean allHeaders, Set<String> headers) {
		this.body = body;
		this.allHeaders = allHeaders;
		this.headers = headers;
	}

	/**
	 * Return a redaction that hides nothing.
	 * @return no redaction
	 */
	public static Redaction none() {
		return NONE;
	}

	/**
	 * Hide the body too.
	 * @return the redaction
	 */
	public Redaction body() {
		return new Redaction(true, this.allHeaders, this.headers);
	}

	/**
	 * Hide the values of all headers too.
	 * @return the redaction
	 */
	public Redaction allHeaders() {
		return new Redaction(this.body, true, this.headers);
	}

	/**
	 * Hide the values of these headers too.
	 * @param names names of headers, in any case
	 * @return the redaction
	 */
	public Redaction headers(Collection<String> names) {
		return new Redaction(this.body, this.allHeaders,
				names.stream().map(CanonicalHeaders::canonical).collect(Collectors.toUnmodifiableSet()));
	}

	boolean isNone() {
		return !this.body && !this.allHeaders && this.headers.isEmpty();
	}

	Body apply(Body body) {
		return this.body ? Body.of(redacted(body.bytes())) : body;
	}

	Map<String, List<String>> apply(Map<String, List<String>> headers) {
		if (!this.allHeaders && this.headers.isEmpty()) {
			return headers;
		}
		Map<String, List<String>> shown = new LinkedHashMap<>(headers);
		shown.replaceAll((name, values) -> hides(name) ? values.stream().map(Redaction::redacted).toList() : values);
		return Collections.unmodifiableMap(shown);
	}

	private boolean hides(String header) {
		return this.allHeaders || this.headers.contains(header);
	}

	private static String redacted(String value) {
		return redacted(value.getBytes(StandardCharsets.UTF_8));
	}

	private static String redacted(byte[] value) {
		return PREFIX + Sha256.hex(value);
	}

}
