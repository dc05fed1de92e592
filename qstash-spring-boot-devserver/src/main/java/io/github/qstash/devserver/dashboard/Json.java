package io.github.qstash.devserver.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what the pages read: values without those of their fields that are missing.
 */
final class Json {

	private static final JsonMapper mapper = JsonMapper.builder()
		.changeDefaultPropertyInclusion((inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
		.build();

	private Json() {
	}

	static String write(Object value) {
		return mapper.writeValueAsString(value);
	}

}
