package io.github.qstash.client;

import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The calls about signing keys, with their retries.
 */
final class SigningKeyCalls implements SigningKeysOperations {

	private final QStashTransport transport;

	private final CallRetries retries;

	private final JsonMapper wire;

	SigningKeyCalls(QStashTransport transport, CallRetries retries, JsonMapper wire) {
		this.transport = transport;
		this.retries = retries;
		this.wire = wire;
	}

	@Override
	public Mono<SigningKeyPair> get() {
		return Mono.defer(() -> this.retries
			.apply(this.transport.get(RequestKind.GET_SIGNING_KEYS, "/v2/keys", this::read), true));
	}

	private SigningKeyPair read(byte[] answer) {
		JsonNode keys = tree(answer);
		String current = keys.path("current").stringValue("");
		String next = keys.path("next").stringValue("");
		if (current.isBlank() || next.isBlank()) {
			throw unreadable("has no current and next key");
		}
		return new SigningKeyPair(current, next);
	}

	private JsonNode tree(byte[] answer) {
		try {
			return this.wire.readTree(answer);
		}
		catch (JacksonException ex) { // its message can show a key
			throw unreadable("is not JSON");
		}
	}

	private static QStashResponseException unreadable(String problem) {
		return new QStashResponseException("QStash's answer to " + RequestKind.GET_SIGNING_KEYS + " " + problem, null);
	}

}
