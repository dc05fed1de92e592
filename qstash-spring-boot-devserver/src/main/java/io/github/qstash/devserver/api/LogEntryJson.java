package io.github.qstash.devserver.api;

import java.util.Map;

import io.github.qstash.devserver.engine.AttemptOutcome;
import io.github.qstash.devserver.engine.LogEntry;
import io.github.qstash.devserver.engine.LogState;
import io.github.qstash.devserver.engine.MessageSpec;
import io.github.qstash.devserver.engine.MessageView;
import org.jspecify.annotations.Nullable;

/**
 * A log entry. Where sources of the protocol disagree on a name, both are written.
 */
final class LogEntryJson {

	private static final int MAX_ERROR = 1000;

	private LogEntryJson() {
	}

	/**
	 * Write an entry.
	 * @param entry the entry
	 * @param cancelled how the state {@link LogState#CANCELLED} is spelled
	 * @return the JSON object
	 */
	static Map<String, Object> of(LogEntry entry, String cancelled) {
		MessageView message = entry.message();
		MessageSpec spec = message.spec();
		JsonFields json = new JsonFields().putMillis("time", entry.time())
			.put("state", (entry.state() == LogState.CANCELLED) ? cancelled : entry.state().name())
			.put("messageId", message.messageId())
			.put("url", message.url())
			.put("method", spec.method())
			.put("header", spec.shownHeaders())
			.put("body", spec.shownBody().base64())
			.putMillis("nextDeliveryTime", entry.nextDeliveryTime())
			.put("topicName", message.topicName())
			.put("endpointName", message.endpointName())
			.put("queueName", spec.queue())
			.put("scheduleId", message.scheduleId())
			.put("timeout", spec.timeout().toMillis())
			.put("maxRetries", spec.retries())
			.put("callerIP", spec.callerIp());
		putOutcome(json, entry.outcome());
		MessageJson.putCallback(json, "callback", "callbackHeaders", spec.callback());
		MessageJson.putCallback(json, "failureCallback", "failureCallbackHeaders", spec.failureCallback());
		MessageJson.putOptions(json, spec);
		String retryDelay = (spec.retryDelay() != null) ? spec.retryDelay().text() : null;
		return json.put("retryDelayExpression", retryDelay).put("retryDelayExpr", retryDelay).toMap();
	}

	private static void putOutcome(JsonFields json, @Nullable AttemptOutcome outcome) {
		if (outcome instanceof AttemptOutcome.Failed failed) {
			json.put("error", failed.error());
		}
		else if (outcome instanceof AttemptOutcome.Responded response) {
			json.put("error", error(response))
				.put("responseStatus", response.status())
				.put("responseBody", response.body().base64())
				.put("responseHeader", response.headers())
				.put("responseHeaders", response.headers());
		}
	}

	private static String error(AttemptOutcome.Responded response) {
		String text = response.body().utf8();
		if (text == null || text.isBlank()) {
			return "status " + response.status();
		}
		return (text.length() > MAX_ERROR) ? text.substring(0, MAX_ERROR) + "…" : text;
	}

}
