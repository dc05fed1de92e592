package io.github.qstash.devserver.api;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Text as it travels: octets in request lines and headers, percent-encoding in paths and
 * queries.
 */
final class WireText {

	private static final int MAX_QUOTE = 100;

	private WireText() {
	}

	/**
	 * Netty shows every octet of a request line or header as one character. What is UTF-8
	 * in truth becomes text again, anything else stays as it is.
	 * @param octets one character for each octet
	 * @return the text
	 */
	static String decode(String octets) {
		if (octets.chars().allMatch((c) -> c < 0x80)) {
			return octets;
		}
		try {
			return StandardCharsets.UTF_8.newDecoder()
				.decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)))
				.toString();
		}
		catch (CharacterCodingException ex) {
			return octets;
		}
	}

	static String percentDecodePath(String text) {
		return percentDecodeQuery(text.replace("+", "%2B"));
	}

	static String percentDecodeQuery(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw ApiException.badRequest("invalid percent-encoding in " + quote(text));
		}
	}

	/**
	 * Quote what the caller sent, for an error text: cut to a readable length, without
	 * control characters.
	 * @param text what was sent
	 * @return the quoted text
	 */
	static String quote(String text) {
		String shown = (text.length() > MAX_QUOTE) ? text.substring(0, MAX_QUOTE) + "…" : text;
		return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
	}

}
