package io.github.qstash.receive;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpHeaders;

/**
 * The fields of a callback. Is as lenient as the descriptions of QStash differ: numbers
 * may be texts, headers may have one value or several, and an IP address has two
 * spellings.
 *
 * @param status the status of the answer, zero if there was none
 * @param headers the headers of the answer
 * @param body the body of the answer
 * @param retried the attempts before this one
 * @param maxRetries the attempts after the first one, at most
 * @param dlqId the id in the dead letter queue, if any
 * @param sourceMessageId the message
 * @param sourceUrl its destination
 * @param sourceMethod its HTTP method
 * @param sourceHeaders its headers
 * @param sourceBody its body
 * @param createdAt when it was published
 * @param notBefore when it was to be delivered
 * @param scheduleId what produced it, if any
 * @param urlGroup through which it was sent, if any
 * @param endpoint to which it was sent, if any
 * @param callerIp who published it
 */
record CallbackReport(int status, HttpHeaders headers, byte[] body, int retried, int maxRetries, @Nullable String dlqId,
		String sourceMessageId, String sourceUrl, String sourceMethod, HttpHeaders sourceHeaders, byte[] sourceBody,
		@Nullable Instant createdAt, @Nullable Instant notBefore, @Nullable String scheduleId,
		@Nullable String urlGroup, @Nullable String endpoint, @Nullable String callerIp) {

	/**
	 * Read a report.
	 * @param json the body of a callback
	 * @return the report
	 * @throws IllegalArgumentException if it is none, with a message that shows nothing
	 * of it
	 */
	static CallbackReport of(JsonNode json) {
		return new CallbackReport((int) number(json, "status"), headers(json, "header"), bytes(json, "body"),
				(int) number(json, "retried"), (int) number(json, "maxRetries"), text(json, "dlqId"),
				sourceMessageId(json), textOrEmpty(json, "url"), textOrEmpty(json, "method"),
				headers(json, "sourceHeader"), bytes(json, "sourceBody"), instant(json, "createdAt"),
				instant(json, "notBefore"), text(json, "scheduleId"), text(json, "topicName"),
				text(json, "endpointName"), text(json, json.has("callerIP") ? "callerIP" : "callerIp"));
	}

	private static String sourceMessageId(JsonNode json) {
		String id = text(json, "sourceMessageId");
		if (id == null) {
			throw wrong("sourceMessageId", "is missing");
		}
		return id;
	}

	private static @Nullable String text(JsonNode json, String field) {
		JsonNode value = json.path(field);
		return (value.isValueNode() && !value.isNull()) ? value.asString() : null;
	}

	private static String textOrEmpty(JsonNode json, String field) {
		return Objects.requireNonNullElse(text(json, field), "");
	}

	private static long number(JsonNode json, String field) {
		String text = text(json, field);
		try {
			return (text != null && !text.isBlank()) ? Long.parseLong(text.strip()) : 0;
		}
		catch (NumberFormatException ex) {
			throw wrong(field, "is not a whole number");
		}
	}

	private static @Nullable Instant instant(JsonNode json, String field) {
		try {
			long millis = number(json, field);
			return (millis != 0) ? Instant.ofEpochMilli(millis) : null;
		}
		catch (IllegalArgumentException | DateTimeException ex) {
			return null; // nothing depends on it
		}
	}

	private static byte[] bytes(JsonNode json, String field) {
		try {
			return Base64.getDecoder().decode(textOrEmpty(json, field));
		}
		catch (IllegalArgumentException ex) {
			throw wrong(field, "is not Base64");
		}
	}

	private static HttpHeaders headers(JsonNode json, String field) {
		HttpHeaders headers = new HttpHeaders();
		json.path(field).properties().forEach((header) -> {
			JsonNode value = header.getValue();
			if (value.isArray()) {
				value.forEach((one) -> headers.add(header.getKey(), one.asString("")));
			}
			else if (!value.isNull()) {
				headers.add(header.getKey(), value.asString(""));
			}
		});
		return HttpHeaders.readOnlyHttpHeaders(headers);
	}

	private static IllegalArgumentException wrong(String field, String problem) {
		return new IllegalArgumentException("The field '" + field + "' of a callback " + problem);
	}

}
