package io.github.qstash.receive;

import io.github.qstash.message.QStashHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Text from a request that has not been verified, made safe for a line of a log: bounded,
 * and without characters that break lines or command terminals.
 */
final class LogText {

	private static final int MAX_LENGTH = 200;

	private LogText() {
	}

	static String describe(QStashRequest request) {
		return "message '" + of(request.headers().getFirst(QStashHeaders.MESSAGE_ID)) + "' to "
				+ of(request.toString());
	}

	static String of(@Nullable String text) {
		if (text == null) {
			return "unknown";
		}
		String bounded = (text.length() > MAX_LENGTH) ? text.substring(0, MAX_LENGTH) + "…" : text;
		return bounded.replaceAll("[^\\x20-\\x7e…]", "?");
	}

}
