package io.github.qstash.client;

import org.jspecify.annotations.Nullable;
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
		String current = (keys != null) ? keys.path("current").stringValue("") : "";
		String next = (keys != null) ? keys.path("next").stringValue("") : "";
		if (current.isBlank() || next.isBlank()) {
			throw new QStashResponseException(
					"QStash's answer to " + RequestKind.GET_SIGNING_KEYS + " is no JSON with a current and a next key",
					null);
		}
		return new SigningKeyPair(current, next);
	}

	private @Nullable JsonNode tree(byte[] answer) {
		try {
			return this.wire.readTree(answer);
		}
		catch (JacksonException ex) { // its message can show a key
			return null;
		}
	}

}
