package io.github.qstash.devserver.api;

import io.github.qstash.devserver.engine.Body;
import io.github.qstash.devserver.engine.CallbackSpec;
import io.github.qstash.devserver.engine.DeadLetter;
import io.github.qstash.devserver.engine.FlowControl;
import io.github.qstash.devserver.engine.MessageSpec;
import io.github.qstash.devserver.engine.MessageView;
import org.jspecify.annotations.Nullable;

/**
 * A message, and a dead letter, which is a message and the last answer.
 */
final class MessageJson {

	private MessageJson() {
	}

	static JsonFields of(MessageView message) {
		MessageSpec spec = message.spec();
		JsonFields json = new JsonFields().put("messageId", message.messageId())
			.put("url", message.url())
			.put("method", spec.method())
			.put("header", spec.shownHeaders());
		putBody(json, "body", spec.shownBody());
		json.put("maxRetries", spec.retries())
			.putMillis("notBefore", message.notBefore())
			.putMillis("createdAt", message.createdAt())
			.put("topicName", message.topicName())
			.put("endpointName", message.endpointName())
			.put("queueName", spec.queue())
			.put("scheduleId", message.scheduleId())
			.put("callerIP", spec.callerIp());
		putCallback(json, "callback", "callbackHeader", spec.callback());
		putCallback(json, "failureCallback", "failureCallbackHeader", spec.failureCallback());
		putOptions(json, spec);
		return json.put("retryDelayExpression", (spec.retryDelay() != null) ? spec.retryDelay().text() : null);
	}

	static JsonFields of(DeadLetter letter) {
		JsonFields json = of(letter.message()).put("dlqId", letter.dlqId())
			.put("responseStatus", letter.responseStatus())
			.put("responseHeader", letter.responseHeaders());
		putBody(json, "responseBody", letter.responseBody());
		return json;
	}

	/**
	 * Add what messages and log entries have in common: labels and flow control.
	 * @param json the object to add to
	 * @param spec what the publisher asked for
	 */
	static void putOptions(JsonFields json, MessageSpec spec) {
		json.put("label", spec.labels().isEmpty() ? null : spec.labels().get(0)).put("labels", spec.labels());
		FlowControl flowControl = spec.flowControl();
		if (flowControl != null) {
			json.put("flowControlKey", flowControl.key())
				.put("parallelism", flowControl.parallelism())
				.put("rate", flowControl.rate())
				.putSeconds("period", flowControl.period());
		}
	}

	static void putCallback(JsonFields json, String name, String headerName, @Nullable CallbackSpec callback) {
		if (callback != null) {
			json.put(name, callback.url()).put(headerName, callback.headers());
		}
	}

	static void putBody(JsonFields json, String name, Body body) {
		String text = body.utf8();
		if (text != null) {
			json.put(name, text);
		}
		else {
			json.put(name + "Base64", body.base64());
		}
	}

}
