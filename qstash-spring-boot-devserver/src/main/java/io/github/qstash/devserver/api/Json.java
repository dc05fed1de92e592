package io.github.qstash.devserver.api;

import java.util.function.Supplier;

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
		return write(() -> value);
	}

	/**
	 * Make a value and write it.
	 * @param value the value
	 * @return its JSON
	 * @throws IllegalStateException if there is too little memory
	 */
	static byte[] write(Supplier<Object> value) {
		try {
			return mapper.writeValueAsBytes(value.get());
		}
		catch (OutOfMemoryError ex) {
			// Reactor hands this error to no one, and the request would never be answered
			throw new IllegalStateException("There is too little memory for an answer", ex);
		}
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
