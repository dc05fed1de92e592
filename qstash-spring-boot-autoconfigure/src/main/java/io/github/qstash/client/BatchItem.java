package io.github.qstash.client;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One message as an item of a batch: headers are members, and the body is text.
 *
 * @param destination the destination
 * @param queue the queue, if any
 * @param headers the headers, several values of a name joined with a comma
 * @param body the body, if any
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BatchItem(String destination, @Nullable String queue, Map<String, String> headers, @Nullable String body) {

	static BatchItem of(OutgoingMessage message) {
		Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		message.headers()
			.forEach((header) -> headers.merge(header.getKey(), header.getValue(),
					(first, second) -> first + ", " + second));
		byte[] body = message.body().bytes();
		return new BatchItem(message.destination(), message.queue(), headers,
				(body.length == 0) ? null : new String(body, StandardCharsets.UTF_8));
	}

}
