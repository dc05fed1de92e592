package io.github.qstash.devserver.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What goes out.
 *
 * @param status HTTP status
 * @param contentType type of the body
 * @param body the body, in parts that follow each other
 * @param headers other headers
 */
record Answer(int status, @Nullable String contentType, List<byte[]> body, Map<String, String> headers) {

	/** Instead of which the connection ends. */
	static final Answer LOST = new Answer(0, null, List.of());

	private static final String JSON = "application/json";

	Answer(int status, @Nullable String contentType, List<byte[]> body) {
		this(status, contentType, body, Map.of());
	}

	static Answer json(int status, Object value) {
		return new Answer(status, JSON, List.of(Json.write(value)));
	}

	static Answer json(Object value) {
		return json(200, value);
	}

	/**
	 * Answer a call that has nothing to say.
	 * @return an empty 200
	 */
	static Answer empty() {
		return new Answer(200, null, List.of());
	}

	static Answer text(String text) {
		return new Answer(200, "text/plain; charset=utf-8", List.of(utf8(text)));
	}

	/**
	 * Answer with a part of a list, and where the rest starts. The part may be large, so
	 * it is kept in memory once, whatever the number of its names.
	 * @param page the part
	 * @param cursor where the rest starts, if there is any
	 * @param names names of the array
	 * @return the answer
	 */
	static Answer page(JsonPage page, @Nullable String cursor, String... names) {
		List<byte[]> parts = new ArrayList<>();
		String before = (cursor != null) ? "{\"cursor\":\"" + cursor + "\"," : "{";
		for (String name : names) {
			parts.add(utf8(before + '"' + name + "\":"));
			parts.add(page.array());
			before = ",";
		}
		parts.add(utf8("}"));
		return new Answer(200, JSON, parts);
	}

	int length() {
		return this.body.stream().mapToInt((part) -> part.length).sum();
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static Answer error(int status, String error) {
		return json(status, Map.of("error", error));
	}

}
