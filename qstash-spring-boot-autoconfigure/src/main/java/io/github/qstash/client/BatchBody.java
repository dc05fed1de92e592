package io.github.qstash.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.databind.json.JsonMapper;

/**
 * Messages as the JSON of a batch: the headers of each are members, and its body is text.
 * What most messages of a batch have in common, names and often the destination, is
 * encoded once.
 */
final class BatchBody {

	private static final SerializedString DESTINATION = new SerializedString("destination");

	private static final SerializedString QUEUE = new SerializedString("queue");

	private static final SerializedString HEADERS = new SerializedString("headers");

	private static final SerializedString BODY = new SerializedString("body");

	private final JsonGenerator json;

	private final Map<String, SerializedString> names = new HashMap<>();

	private SerializedString lastDestination = new SerializedString("");

	private BatchBody(JsonGenerator json) {
		this.json = json;
	}

	static byte[] of(List<OutgoingMessage> messages, JsonMapper wire) {
		ByteArrayBuilder batch = new ByteArrayBuilder();
		try (JsonGenerator json = wire.createGenerator(batch)) {
			json.writeStartArray();
			messages.forEach(new BatchBody(json)::write);
			json.writeEndArray();
		}
		return batch.toByteArray();
	}

	private void write(OutgoingMessage message) {
		this.json.writeStartObject();
		this.json.writeName(DESTINATION);
		if (!message.destination().equals(this.lastDestination.getValue())) {
			this.lastDestination = new SerializedString(message.destination());
		}
		this.json.writeString(this.lastDestination);
		if (message.queue() != null) {
			this.json.writeName(QUEUE);
			this.json.writeString(message.queue());
		}
		this.json.writeName(HEADERS);
		this.json.writeStartObject();
		message.headers().forEachJoined(this::writeHeader);
		this.json.writeEndObject();
		byte[] body = message.body().bytes();
		if (body.length > 0) {
			this.json.writeName(BODY);
			this.json.writeUTF8String(body, 0, body.length);
		}
		this.json.writeEndObject();
	}

	private void writeHeader(String name, String value) {
		this.json.writeName(this.names.computeIfAbsent(name, SerializedString::new));
		this.json.writeString(value);
	}

}
