package io.github.qstash.client;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what QStash answers to a publish or a batch, in every shape that its versions
 * have used.
 */
final class PublishAnswers {

	private final JsonMapper jsonMapper;

	PublishAnswers(JsonMapper jsonMapper) {
		this.jsonMapper = jsonMapper;
	}

	PublishResponse readResponse(RequestKind kind, byte[] body) {
		return response(kind, tree(kind, body));
	}

	List<BatchResult> readBatch(byte[] body, int expected) {
		JsonNode tree = tree(RequestKind.BATCH, body);
		List<BatchResult> results = new ArrayList<>(expected);
		if (tree.isArray()) {
			tree.forEach((slot) -> results.add(slot(slot)));
		}
		else {
			// a batch of one has been answered without the array
			results.add(slot(tree));
		}
		if (results.size() != expected) {
			throw new QStashResponseException(
					"QStash answered a batch of " + expected + " messages with " + results.size() + " results", null);
		}
		return List.copyOf(results);
	}

	private static BatchResult slot(JsonNode slot) {
		JsonNode error = slot.path("error");
		if (error.isString()) {
			return new BatchResult.Rejected(error.stringValue());
		}
		try {
			return new BatchResult.Accepted(response(RequestKind.BATCH, slot));
		}
		catch (QStashResponseException ex) {
			// the receipts of the other messages must not be lost
			return new BatchResult.Rejected(String.valueOf(ex.getMessage()));
		}
	}

	private static PublishResponse response(RequestKind kind, JsonNode node) {
		JsonNode messages = node.has("messages") ? node.get("messages") : node;
		if (!messages.isArray()) {
			return new PublishResponse(List.of(receipt(kind, messages)));
		}
		List<PublishReceipt> receipts = new ArrayList<>(messages.size());
		messages.forEach((message) -> receipts.add(receipt(kind, message)));
		return new PublishResponse(receipts);
	}

	private static PublishReceipt receipt(RequestKind kind, JsonNode node) {
		JsonNode messageId = node.path("messageId");
		if (!messageId.isString()) {
			throw new QStashResponseException("QStash's answer to " + kind + " has no message id", null);
		}
		JsonNode url = node.path("url");
		return new PublishReceipt(messageId.stringValue(), url.isString() ? url.stringValue() : null,
				node.path("deduplicated").booleanValue(false));
	}

	private JsonNode tree(RequestKind kind, byte[] body) {
		try {
			return this.jsonMapper.readTree(body);
		}
		catch (JacksonException ex) {
			throw new QStashResponseException("QStash's answer to " + kind + " is not JSON", null);
		}
	}

}
