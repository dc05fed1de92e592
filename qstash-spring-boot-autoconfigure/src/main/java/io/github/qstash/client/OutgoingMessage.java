package io.github.qstash.client;

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
record OutgoingMessage(String destination, @Nullable String queue, HttpHeaders headers, byte[] body, boolean ownId,
		boolean repeatable) {

	RequestKind kind() {
		return (this.queue != null) ? RequestKind.ENQUEUE : RequestKind.PUBLISH;
	}

	String path() {
		return (this.queue != null) ? "/v2/enqueue/" + this.queue + "/" + this.destination
				: "/v2/publish/" + this.destination;
	}

	PublishResponse interpret(PublishResponse response) {
		return this.ownId ? response.recoveredIfDeduplicated() : response;
	}

	BatchResult interpret(BatchResult result) {
		return (result instanceof BatchResult.Accepted accepted)
				? new BatchResult.Accepted(interpret(accepted.response())) : result;
	}

}
