package io.github.qstash.devserver.api;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes the JSON of the API.
 */
final class Json {

	private static final int MAX_DEPTH = 100;

	private static final JsonMapper mapper = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
			.build())
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private Json() {
	}

	static byte[] write(Object value) {
		return mapper.writeValueAsBytes(value);
	}

	static String text(JsonNode node) {
		return mapper.writeValueAsString(node);
	}

	static JsonNode read(byte[] body) {
		try {
			return mapper.readTree(body);
		}
		catch (JacksonException ex) {
			// the parser's message quotes the body
			throw ApiException.badRequest("the request body is not valid JSON, or nested deeper than " + MAX_DEPTH);
		}
	}

}
