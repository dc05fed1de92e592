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

	Command.Publish toCommand(String callerIp, int maxBodySize) {
		Target target = DestinationReader.fromText(this.destination);
		Body body = body(this.item.path("body"));
		if (body.size() > maxBodySize) {
			throw ApiException.tooLarge("the body is larger than " + maxBodySize + " bytes");
		}
		MessageSpec message = MessageReader.read(new HeaderLines(headers(this.item.path("headers"))))
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

	private static List<HeaderLines.Line> headers(JsonNode headers) {
		if (!headers.isMissingNode() && !headers.isNull() && !headers.isObject()) {
			throw ApiException.badRequest("the headers of a batch item must be a JSON object");
		}
		List<HeaderLines.Line> lines = new ArrayList<>();
		headers.forEachEntry((name, value) -> {
			if (value.isArray()) {
				value.forEach((element) -> lines.add(new HeaderLines.Line(name, headerValue(name, element))));
			}
			else {
				lines.add(new HeaderLines.Line(name, headerValue(name, value)));
			}
		});
		return lines;
	}

	private static String headerValue(String name, JsonNode value) {
		if (!value.isValueNode() || value.isNull()) {
			throw ApiException.badRequest("the header " + WireText.quote(name) + " of a batch item must be a string");
		}
		return value.asString();
	}

}
