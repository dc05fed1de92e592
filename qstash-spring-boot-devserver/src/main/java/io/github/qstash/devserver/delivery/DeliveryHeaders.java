package io.github.qstash.devserver.delivery;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.qstash.devserver.engine.AttemptRequest;
import io.github.qstash.devserver.engine.ConnectionHeaders;
import io.github.qstash.message.QStashHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a delivery: first what the publisher forwards, then what the service
 * says about the message, which wins.
 */
final class DeliveryHeaders {

	private static final String USER_AGENT = "Upstash-QStash";

	private static final String REGION = "EU-CENTRAL-1";

	private static final List<String> OF_THE_SERVICE = List.of("User-Agent", QStashHeaders.MESSAGE_ID,
			QStashHeaders.RETRIED, QStashHeaders.SIGNATURE, QStashHeaders.SCHEDULE_ID, QStashHeaders.TOPIC_NAME,
			QStashHeaders.CALLER_IP, QStashHeaders.REGION);

	private final HttpHeaders target;

	private DeliveryHeaders(HttpHeaders target) {
		this.target = target;
	}

	static void write(AttemptRequest request, @Nullable String credentials, String signature, HttpHeaders target) {
		DeliveryHeaders headers = new DeliveryHeaders(target);
		if (credentials != null) {
			target.set(HttpHeaderNames.AUTHORIZATION, credentials);
		}
		headers.forward(request);
		OF_THE_SERVICE.forEach(target::remove);
		headers.describe(request, signature);
	}

	private void forward(AttemptRequest request) {
		request.headers().forEach((name, values) -> {
			if (!ConnectionHeaders.contains(name)) {
				this.target.set(name, values.stream().map(DeliveryHeaders::octets).toList());
			}
		});
		if (request.body().size() > 0 || !request.method().equals("GET")) {
			this.target.set(HttpHeaderNames.CONTENT_LENGTH, request.body().size());
		}
	}

	private void describe(AttemptRequest request, String signature) {
		set("User-Agent", USER_AGENT);
		set(QStashHeaders.MESSAGE_ID, request.messageId());
		set(QStashHeaders.RETRIED, String.valueOf(request.retried()));
		set(QStashHeaders.SIGNATURE, signature);
		set(QStashHeaders.SCHEDULE_ID, request.scheduleId());
		set(QStashHeaders.TOPIC_NAME, request.topicName());
		set(QStashHeaders.CALLER_IP, request.callerIp());
		set(QStashHeaders.REGION, REGION);
	}

	private void set(String name, @Nullable String value) {
		if (value != null) {
			this.target.set(name, octets(value));
		}
	}

	private static CharSequence octets(String value) {
		// a String would be cut down to ASCII, one question mark for each other character
		return new AsciiString(value.getBytes(StandardCharsets.UTF_8), false);
	}

}
