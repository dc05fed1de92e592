package io.github.qstash.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import io.github.qstash.message.ApiProvider;
import io.github.qstash.message.Callback;
import io.github.qstash.message.DeliveryMethod;
import io.github.qstash.message.Destination;
import io.github.qstash.message.FlowControl;
import io.github.qstash.message.QStashDurations;
import io.github.qstash.message.QStashMessage;
import tools.jackson.databind.JsonNode;

/**
 * A message of {@code conformance/operations.json} as the template is asked to send it.
 */
final class ComparedMessage {

	/** What a message of the file can have, and what it is here. */
	static final Map<String, BiConsumer<QStashMessage.Builder, JsonNode>> OPTIONS = Map.ofEntries(
			Map.entry("url", (message, url) -> message.to(url.asString())),
			Map.entry("urlGroup", (message, name) -> message.to(new Destination.UrlGroup(name.asString()))),
			Map.entry("api", ComparedMessage::api), Map.entry("body", ComparedMessage::body),
			Map.entry("contentType", (message, type) -> message.contentType(type.asString())),
			Map.entry("headers", (message, headers) -> headers(headers, message::header)),
			Map.entry("method", (message, method) -> message.method(DeliveryMethod.valueOf(method.asString()))),
			Map.entry("delay", (message, delay) -> message.delay(duration(delay))),
			Map.entry("notBefore", (message, second) -> message.notBefore(Instant.ofEpochSecond(second.asLong()))),
			Map.entry("retries", (message, retries) -> message.retries(retries.asInt())),
			Map.entry("retryDelay", (message, expression) -> message.retryDelay(expression.asString())),
			Map.entry("timeout", (message, timeout) -> message.timeout(duration(timeout))),
			Map.entry("callback", (message, callback) -> message.callback(callback(callback))),
			Map.entry("failureCallback", (message, callback) -> message.failureCallback(callback(callback))),
			Map.entry("flowControl", (message, flowControl) -> message.flowControl(flowControl(flowControl))),
			Map.entry("label", (message, labels) -> message.label(strings(labels))),
			Map.entry("deduplicationId", (message, id) -> message.deduplicationId(id.asString())),
			Map.entry("contentBasedDeduplication",
					(message, content) -> message.contentBasedDeduplication(content.asBoolean())),
			Map.entry("redact", ComparedMessage::redact));

	private ComparedMessage() {
	}

	static QStashMessage.Builder read(JsonNode described) {
		QStashMessage.Builder message = QStashMessage.builder();
		OPTIONS.forEach((option, setter) -> {
			if (described.has(option)) {
				setter.accept(message, described.get(option));
			}
		});
		return message;
	}

	private static void api(QStashMessage.Builder message, JsonNode api) {
		String token = api.path("token").asString("");
		switch (api.path("provider").asString("")) {
			case "openai" -> openAi(message, api, token);
			case "anthropic" -> message.to(ApiProvider.anthropic(token));
			case "custom" -> message.to(ApiProvider.openAiCompatible(api.get("baseUrl").asString(), token));
			case "resend" -> message
				.to(api.path("batch").asBoolean(false) ? ApiProvider.resendBatch(token) : ApiProvider.resend(token));
			default -> message.to(new Destination.Api(api.get("name").asString()));
		}
	}

	private static void openAi(QStashMessage.Builder message, JsonNode api, String token) {
		if (api.has("helicone")) {
			message.to(ApiProvider.openAiCompatible("https://gateway.helicone.ai", token))
				.header("Helicone-Auth", "Bearer " + api.get("helicone").asString())
				.header("Helicone-Target-Url", "https://api.openai.com");
		}
		else {
			message.to(api.has("organization") ? ApiProvider.openAi(token, api.get("organization").asString())
					: ApiProvider.openAi(token));
		}
	}

	private static void body(QStashMessage.Builder message, JsonNode body) {
		if (body.has("base64")) {
			message.body(body.get("base64").binaryValue());
		}
		else {
			message.body(body.has("text") ? body.get("text").asString() : body.get("json"));
		}
	}

	private static void headers(JsonNode headers, BiConsumer<String, String[]> sink) {
		headers.properties().forEach((header) -> sink.accept(header.getKey(), strings(header.getValue())));
	}

	private static Callback callback(JsonNode described) {
		Callback.Builder callback = Callback.to(described.get("url").asString());
		if (described.has("method")) {
			callback.method(DeliveryMethod.valueOf(described.get("method").asString()));
		}
		if (described.has("retries")) {
			callback.retries(described.get("retries").asInt());
		}
		if (described.has("retryDelay")) {
			callback.retryDelay(described.get("retryDelay").asString());
		}
		if (described.has("timeout")) {
			callback.timeout(duration(described.get("timeout")));
		}
		headers(described.path("headers"), callback::header);
		return callback.build();
	}

	private static FlowControl flowControl(JsonNode described) {
		String key = described.get("key").asString();
		int parallelism = described.path("parallelism").asInt(0);
		if (!described.has("rate")) {
			return FlowControl.ofParallelism(key, parallelism);
		}
		int rate = described.get("rate").asInt();
		FlowControl limited = described.has("period") ? FlowControl.ofRate(key, rate, duration(described.get("period")))
				: FlowControl.ofRate(key, rate);
		return (parallelism > 0) ? limited.andParallelism(parallelism) : limited;
	}

	private static void redact(QStashMessage.Builder message, JsonNode redact) {
		if (redact.path("body").asBoolean(false)) {
			message.redactBody();
		}
		if (redact.has("header")) {
			message.redactHeaders(redact.get("header").isArray() ? strings(redact.get("header")) : new String[0]);
		}
	}

	private static Duration duration(JsonNode value) {
		Duration duration = QStashDurations.parse(value.asString());
		if (duration == null) {
			throw new IllegalArgumentException("no duration: " + value);
		}
		return duration;
	}

	private static String[] strings(JsonNode value) {
		List<String> strings = new ArrayList<>();
		if (value.isArray()) {
			value.forEach((element) -> strings.add(element.asString()));
		}
		else {
			strings.add(value.asString());
		}
		return strings.toArray(String[]::new);
	}

}
