package io.github.qstash.devserver.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The message that tells a callback URL about an attempt: a message like any other,
 * except that it has no callbacks.
 */
final class CallbackMessage {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final String CONTENT_TYPE = "Content-Type";

	private CallbackMessage() {
	}

	static MessageSpec about(Message source, AttemptOutcome outcome, @Nullable String dlqId, CallbackSpec callback) {
		return MessageSpec.builder()
			.method(callback.method())
			.headers(asJson(callback.headers()))
			.body(Body.of(JSON.writeValueAsBytes(report(source, outcome, dlqId))))
			.retries((callback.retries() != null) ? callback.retries() : source.spec().retries())
			.retryDelay(callback.retryDelay())
			.timeout((callback.timeout() != null) ? callback.timeout() : MessageSpec.DEFAULT_TIMEOUT)
			.callerIp(source.spec().callerIp())
			.redaction(redaction(source.spec().redaction()))
			.build();
	}

	// The report holds headers and body of the source, so it is as secret as they are.
	private static Redaction redaction(Redaction ofSource) {
		return ofSource.isNone() ? ofSource : Redaction.none().body();
	}

	private static Map<String, List<String>> asJson(Map<String, List<String>> headers) {
		Map<String, List<String>> result = new LinkedHashMap<>(headers);
		result.putIfAbsent(CONTENT_TYPE, List.of("application/json"));
		return result;
	}

	private static ObjectNode report(Message source, AttemptOutcome outcome, @Nullable String dlqId) {
		MessageView view = source.view();
		MessageSpec spec = source.spec();
		ObjectNode report = JSON.createObjectNode();
		report.put("status", outcome.status());
		report.set("header", JSON.valueToTree(outcome.headers()));
		report.put("body", outcome.body().base64());
		report.put("retried", source.attempts() - 1);
		report.put("maxRetries", spec.retries());
		putIfAny(report, "dlqId", dlqId);
		report.put("sourceMessageId", view.messageId());
		putIfAny(report, "topicName", view.topicName());
		putIfAny(report, "endpointName", view.endpointName());
		report.put("url", view.url());
		report.put("method", spec.method());
		report.set("sourceHeader", JSON.valueToTree(spec.headers()));
		report.put("sourceBody", spec.body().base64());
		report.put("notBefore", view.notBefore().toEpochMilli());
		report.put("createdAt", view.createdAt().toEpochMilli());
		putIfAny(report, "scheduleId", view.scheduleId());
		report.put("callerIP", spec.callerIp());
		return report;
	}

	private static void putIfAny(ObjectNode report, String field, @Nullable String value) {
		if (value != null) {
			report.put(field, value);
		}
	}

}
