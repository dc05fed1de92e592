package io.github.qstash.client;

import java.util.List;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.databind.json.JsonMapper;

/**
 * Messages as the JSON of a batch: the headers of each are members, and its body is text.
 */
final class BatchBody {

	private BatchBody() {
	}

	static byte[] of(List<OutgoingMessage> messages, JsonMapper wire) {
		ByteArrayBuilder batch = new ByteArrayBuilder();
		try (JsonGenerator json = wire.createGenerator(batch)) {
			json.writeStartArray();
			messages.forEach((message) -> write(message, json));
			json.writeEndArray();
		}
		return batch.toByteArray();
	}

	private static void write(OutgoingMessage message, JsonGenerator json) {
		json.writeStartObject();
		json.writeStringProperty("destination", message.destination());
		if (message.queue() != null) {
			json.writeStringProperty("queue", message.queue());
		}
		json.writeObjectPropertyStart("headers");
		message.headers().forEachJoined(json::writeStringProperty);
		json.writeEndObject();
		byte[] body = message.body().bytes();
		if (body.length > 0) {
			json.writeName("body");
			json.writeUTF8String(body, 0, body.length);
		}
		json.writeEndObject();
	}

}
