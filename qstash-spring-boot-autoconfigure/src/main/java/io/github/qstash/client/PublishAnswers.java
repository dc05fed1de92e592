package io.github.qstash.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
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
		Slot slot = read(kind, body, (json) -> slot(json, kind));
		if (slot.failed()) {
			throw new QStashResponseException(slot.failure(), null);
		}
		return slot.response();
	}

	List<BatchResult> readBatch(byte[] body, int expected) {
		List<BatchResult> results = read(RequestKind.BATCH, body, (json) -> results(json, expected));
		if (results.size() != expected) {
			throw new QStashResponseException(
					"QStash answered a batch of " + expected + " messages with " + results.size() + " results", null);
		}
		return results;
	}

	private static List<BatchResult> results(JsonParser json, int expected) {
		if (json.currentToken() == JsonToken.START_OBJECT) {
			// a batch of one has been answered without the array
			return List.of(slot(json, RequestKind.BATCH).result());
		}
		if (json.currentToken() != JsonToken.START_ARRAY) {
			return List.of();
		}
		List<BatchResult> results = new ArrayList<>(expected);
		while (json.nextToken() != JsonToken.END_ARRAY) {
			results.add(slot(json, RequestKind.BATCH).result());
		}
		return results;
	}

	private static Slot slot(JsonParser json, RequestKind kind) {
		Slot slot = new Slot(kind);
		slot.read(json);
		return slot;
	}

	private <T> T read(RequestKind kind, byte[] body, Function<JsonParser, T> reader) {
		try (JsonParser json = this.jsonMapper.createParser(body)) {
			json.nextToken();
			T result = reader.apply(json);
			if (json.nextToken() == null) {
				return result;
			}
		}
		catch (JacksonException ex) {
			// its message can show what the answer holds
		}
		throw new QStashResponseException("QStash's answer to " + kind + " is not JSON", null);
	}

	private static String noMessageId(RequestKind kind) {
		return "QStash's answer to " + kind + " has no message id";
	}

	/** What is answered about one message: receipts, and what was refused. */
	private static final class Slot {

		private final RequestKind kind;

		private final List<PublishReceipt> receipts = new ArrayList<>(1);

		private final List<String> errors = new ArrayList<>(0);

		Slot(RequestKind kind) {
			this.kind = kind;
		}

		void read(JsonParser json) {
			if (json.currentToken() != JsonToken.START_ARRAY) {
				readReceipt(json);
				return;
			}
			while (json.nextToken() != JsonToken.END_ARRAY) {
				readReceipt(json);
			}
		}

		private void readReceipt(JsonParser json) {
			if (json.currentToken() != JsonToken.START_OBJECT) {
				json.skipChildren();
				addError(null);
				return;
			}
			String messageId = null;
			String url = null;
			String error = null;
			boolean deduplicated = false;
			boolean several = false;
			for (String name = json.nextName(); name != null; name = json.nextName()) {
				json.nextToken();
				if (name.equals("messages") && json.currentToken() == JsonToken.START_ARRAY) {
					read(json);
					several = true;
					continue;
				}
				json.skipChildren();
				switch (name) {
					case "messageId" -> messageId = text(json);
					case "url" -> url = text(json);
					case "deduplicated" -> deduplicated = json.currentToken() == JsonToken.VALUE_TRUE;
					case "error" -> error = text(json);
					default -> {
						// what later versions may add
					}
				}
			}
			if (several && messageId == null) {
				return;
			}
			if (messageId != null) {
				this.receipts.add(new PublishReceipt(messageId, url, deduplicated));
			}
			if (messageId == null || error != null) {
				addError(error);
			}
		}

		private void addError(@Nullable String error) {
			this.errors.add((error != null) ? error : noMessageId(this.kind));
		}

		private static @Nullable String text(JsonParser json) {
			return (json.currentToken() == JsonToken.VALUE_STRING) ? json.getString() : null;
		}

		// a group without endpoints has neither receipts nor errors
		boolean failed() {
			return this.receipts.isEmpty() && !this.errors.isEmpty();
		}

		String failure() {
			String error = this.errors.get(0);
			String noMessageId = noMessageId(this.kind);
			return error.equals(noMessageId) ? error : noMessageId + ": " + ApiErrors.shorten(error);
		}

		PublishResponse response() {
			return new PublishResponse(this.receipts, this.errors);
		}

		BatchResult result() {
			return failed() ? new BatchResult.Rejected(this.errors.get(0)) : new BatchResult.Accepted(response());
		}

	}

}
