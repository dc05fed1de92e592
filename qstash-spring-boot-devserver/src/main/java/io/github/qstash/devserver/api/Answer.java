package io.github.qstash.devserver.api;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What goes out.
 *
 * @param status HTTP status
 * @param contentType type of the body
 * @param body the body
 */
record Answer(int status, @Nullable String contentType, byte[] body) {

	static Answer json(int status, Object value) {
		return new Answer(status, "application/json", Json.write(value));
	}

	static Answer json(Object value) {
		return json(200, value);
	}

	/**
	 * Answer a call that has nothing to say.
	 * @return an empty 200
	 */
	static Answer empty() {
		return new Answer(200, null, new byte[0]);
	}

	static Answer text(String text) {
		return new Answer(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
	}

	static Answer error(int status, String error) {
		return json(status, Map.of("error", error));
	}

}
