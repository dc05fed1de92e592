package io.github.qstash.devserver.api;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * The older form of a call about many things: a JSON object with the array of their ids.
 * An array that is empty or missing means all of them, and so does no body.
 */
final class IdsBody {

	private IdsBody() {
	}

	/**
	 * Read the ids.
	 * @param body the request body
	 * @param name name of the array
	 * @return the ids, none if all are meant
	 */
	static List<String> read(byte[] body, String name) {
		List<String> ids = new ArrayList<>();
		if (body.length == 0) {
			return ids;
		}
		JsonNode object = Json.read(body);
		JsonNode array = object.path(name);
		boolean nothingElse = object.isObject() && object.size() == (object.has(name) ? 1 : 0);
		if (!nothingElse || !(array.isArray() || array.isMissingNode() || array.isNull())) {
			throw wrongShape(name);
		}
		array.forEach((id) -> {
			if (!id.isString()) {
				throw wrongShape(name);
			}
			ids.add(id.stringValue());
		});
		return ids;
	}

	private static ApiException wrongShape(String name) {
		return ApiException.badRequest("the body must be an object with nothing but " + name + ", an array of strings");
	}

}
