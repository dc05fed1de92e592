package io.github.qstash.devserver.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the history keeps of an answer: its beginning. A message may be tried a thousand
 * times, and every answer may be as large as a message.
 */
final class Excerpt {

	static final int MAX_BODY = 4096;

	static final int MAX_HEADERS = 4096;

	private Excerpt() {
	}

	static AttemptOutcome of(AttemptOutcome outcome) {
		return (outcome instanceof AttemptOutcome.Responded response) ? of(response) : outcome;
	}

	static AttemptOutcome.Responded of(AttemptOutcome.Responded response) {
		return new AttemptOutcome.Responded(response.status(), first(response.headers()),
				response.body().first(MAX_BODY));
	}

	private static Map<String, List<String>> first(Map<String, List<String>> headers) {
		if (CanonicalHeaders.size(headers) <= MAX_HEADERS) {
			return headers;
		}
		Map<String, List<String>> first = new LinkedHashMap<>();
		int size = 0;
		for (Map.Entry<String, List<String>> header : headers.entrySet()) {
			size += CanonicalHeaders.size(header.getKey(), header.getValue());
			if (size > MAX_HEADERS) {
				break;
			}
			first.put(header.getKey(), header.getValue());
		}
		return first;
	}

}
