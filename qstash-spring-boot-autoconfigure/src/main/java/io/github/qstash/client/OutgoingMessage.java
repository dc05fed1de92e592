package io.github.qstash.client;

import java.util.List;
import java.util.regex.Pattern;

import io.github.qstash.message.Destination;
import io.github.qstash.message.QStashHeaders;
import io.github.qstash.observation.ObservedMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message as it goes over the wire.
 *
 * @param destination the destination, resolved
 * @param queue the queue, if any
 * @param headers all headers, with the content type
 * @param body the body
 * @param ownId whether its deduplication id was generated for this call
 * @param repeatable whether QStash recognises it when it is sent again
 * @param takesTrace whether the trace context may go with it
 */
record OutgoingMessage(String destination, @Nullable String queue, MessageHeaders headers, MessageBody body,
		boolean ownId, boolean repeatable, boolean takesTrace) {

	private static final List<String> CALLBACKS = List.of(QStashHeaders.CALLBACK, QStashHeaders.FAILURE_CALLBACK);

	private static final String FORWARD = "-Forward-";

	private static final Pattern TRACE_VALUE = Pattern.compile("[ -~]{1,8192}");

	RequestKind kind() {
		return (this.queue != null) ? RequestKind.ENQUEUE : RequestKind.PUBLISH;
	}

	String path() {
		return (this.queue != null) ? "/v2/enqueue/" + this.queue + "/" + this.destination
				: "/v2/publish/" + this.destination;
	}

	// roughly, what it takes in a batch
	long size() {
		return this.destination.length() + this.headers.length() + this.body.bytes().length;
	}

	ObservedMessage observed() {
		return new ObservedMessage(kind().toString(), destinationKind(), Destination.of(this.destination).toString(),
				this.queue, this.headers.get(QStashHeaders.DEDUPLICATION_ID));
	}

	private String destinationKind() {
		if (this.destination.startsWith("api/")) {
			return "api";
		}
		return (this.destination.indexOf(':') >= 0) ? "url" : "url-group";
	}

	// to the destination and to callbacks, unless the message has a header of that name
	void forwardTrace(String name, String value) {
		if (!this.takesTrace || !TRACE_VALUE.matcher(value).matches()) {
			return;
		}
		this.headers.addIfAbsent(QStashHeaders.FORWARD_PREFIX + name, value);
		for (String callback : CALLBACKS) {
			if (this.headers.contains(callback)) {
				this.headers.addIfAbsent(callback + FORWARD + name, value);
			}
		}
	}

	PublishResponse interpret(PublishResponse response) {
		return this.ownId ? response.recoveredIfDeduplicated() : response;
	}

	BatchResult interpret(BatchResult result) {
		return (result instanceof BatchResult.Accepted accepted)
				? new BatchResult.Accepted(interpret(accepted.response())) : result;
	}

}
