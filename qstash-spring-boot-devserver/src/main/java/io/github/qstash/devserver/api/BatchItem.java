package io.github.qstash.devserver.api;

import java.util.ArrayList;
import java.util.List;

import io.github.qstash.devserver.engine.Body;
import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.MessageSpec;
import io.github.qstash.devserver.engine.Target;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One message of a batch. What an item says is read item by item, so that a wrong one
 * does not keep the others from being sent; only its destination must be there.
 */
final class BatchItem {

	private final String destination;

	private final JsonNode item;

	private BatchItem(String destination, JsonNode item) {
		this.destination = destination;
		this.item = item;
	}

	static List<BatchItem> readAll(byte[] body, int maxItems) {
		JsonNode items = Json.read(body);
		if (!items.isArray()) {
			throw ApiException.badRequest("invalid batch: the request body must be a JSON array");
		}
		if (items.size() > maxItems) {
			throw ApiException.badRequest("invalid batch: more than " + maxItems + " items");
		}
		List<BatchItem> read = new ArrayList<>(items.size());
		for (JsonNode item : items) {
			JsonNode destination = item.path("destination");
			if (!destination.isString() || destination.stringValue().isEmpty()) {
				throw ApiException.badRequest("invalid batch: item " + read.size() + " has no destination");
			}
			read.add(new BatchItem(destination.stringValue(), item));
		}
		return read;
	}

	Target target() {
		return DestinationReader.fromText(this.destination);
	}

	Command.Publish toCommand(Target target, List<HeaderLines.Line> defaults, String callerIp, int maxBodySize) {
		Body body = body(this.item.path("body"));
		if (body.size() > maxBodySize) {
			throw ApiException.tooLarge("the body is larger than " + maxBodySize + " bytes");
		}
		HeaderLines headers = new HeaderLines(JsonHeaders.read(this.item.path("headers"), "a batch item"));
		MessageSpec message = MessageReader.read(headers.withDefaults(defaults))
			.body(body)
			.queue(queue(this.item.path("queue")))
			.callerIp(callerIp)
			.build();
		return new Command.Publish(target, message);
	}

	private static Body body(JsonNode body) {
		if (body.isMissingNode() || body.isNull()) {
			return Body.empty();
		}
		return Body.of(body.isString() ? body.stringValue() : Json.text(body));
	}

	private static @Nullable String queue(JsonNode queue) {
		if (queue.isMissingNode() || queue.isNull()) {
			return null;
		}
		if (!queue.isString()) {
			throw ApiException.badRequest("the queue of a batch item must be a string");
		}
		return queue.stringValue().isEmpty() ? null : queue.stringValue();
	}

}
