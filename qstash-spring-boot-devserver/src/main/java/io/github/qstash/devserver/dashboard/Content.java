package io.github.qstash.devserver.dashboard;

import java.util.Arrays;

import io.github.qstash.devserver.engine.Body;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a body.
 *
 * @param size bytes of the whole
 * @param text the beginning as text, {@code null} if it is none
 * @param base64 the beginning in base64, if it is no text
 * @param cut whether there is more
 */
record Content(int size, @Nullable String text, @Nullable String base64, boolean cut) {

	static final int MAX_SIZE = 64 * 1024;

	static Content of(Body body) {
		boolean cut = body.size() > MAX_SIZE;
		String text = body.utf8();
		if (text != null) {
			return new Content(body.size(), cut ? text.substring(0, Math.min(text.length(), MAX_SIZE)) : text, null,
					cut);
		}
		Body shown = cut ? Body.of(Arrays.copyOf(body.bytes(), MAX_SIZE)) : body;
		return new Content(body.size(), null, shown.base64(), cut);
	}

}
