package io.github.qstash.devserver.test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.qstash.devserver.engine.Body;
import io.github.qstash.devserver.runtime.Fault;

/**
 * Answers that nobody gave.
 */
final class Answers {

	private Answers() {
	}

	static Fault of(int status, Map<String, String> headers, String body) {
		Map<String, List<String>> values = new LinkedHashMap<>();
		headers.forEach((name, value) -> values.put(name, List.of(value)));
		return new Fault.Answer(status, values, Body.of(body));
	}

}
