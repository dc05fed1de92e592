package io.github.qstash.devserver.api;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * Reads headers that stand in a JSON object. A value is text, or an array of it.
 */
final class JsonHeaders {

	private JsonHeaders() {
	}

	/**
	 * Read headers.
	 * @param headers the object; missing or {@code null} if there are none
	 * @param owner whose headers they are, for error texts
	 * @return the headers
	 */
	static List<HeaderLines.Line> read(JsonNode headers, String owner) {
		if (!headers.isMissingNode() && !headers.isNull() && !headers.isObject()) {
			throw ApiException.badRequest("the headers of " + owner + " must be a JSON object");
		}
		List<HeaderLines.Line> lines = new ArrayList<>();
		headers.forEachEntry((name, value) -> {
			for (JsonNode element : value.isArray() ? value : List.of(value)) {
				lines.add(new HeaderLines.Line(name, text(name, element, owner)));
			}
		});
		return lines;
	}

	private static String text(String name, JsonNode value, String owner) {
		if (!value.isValueNode() || value.isNull()) {
			throw ApiException.badRequest("the header " + WireText.quote(name) + " of " + owner + " must be a string");
		}
		return value.asString();
	}

}
