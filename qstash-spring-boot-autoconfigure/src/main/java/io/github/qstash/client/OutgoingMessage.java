package io.github.qstash.client;

import java.util.Map;

import io.netty.handler.codec.http.HttpHeaders;
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
 */
record OutgoingMessage(String destination, @Nullable String queue, HttpHeaders headers, MessageBody body, boolean ownId,
		boolean repeatable) {

	RequestKind kind() {
		return (this.queue != null) ? RequestKind.ENQUEUE : RequestKind.PUBLISH;
	}

	String path() {
		return (this.queue != null) ? "/v2/enqueue/" + this.queue + "/" + this.destination
				: "/v2/publish/" + this.destination;
	}

	// roughly, what it takes in a batch
	long size() {
		long size = this.destination.length() + this.body.bytes().length;
		for (Map.Entry<String, String> header : this.headers) {
			size += header.getKey().length() + header.getValue().length();
		}
		return size;
	}

	PublishResponse interpret(PublishResponse response) {
		return this.ownId ? response.recoveredIfDeduplicated() : response;
	}

	BatchResult interpret(BatchResult result) {
		return (result instanceof BatchResult.Accepted accepted)
				? new BatchResult.Accepted(interpret(accepted.response())) : result;
	}

}
