package io.github.qstash.devserver.api;

import io.github.qstash.signature.SigningKeys;
import reactor.core.publisher.Mono;

/**
 * The keys that deliveries are signed with.
 */
final class KeysHandler {

	Mono<Answer> get(ApiRequest request) {
		return Mono.just(json(request.account().keys()));
	}

	Mono<Answer> rotate(ApiRequest request) {
		return request.account().rotateKeys().map(KeysHandler::json);
	}

	private static Answer json(SigningKeys keys) {
		return Answer.json(new JsonFields().put("current", keys.current()).put("next", keys.next()).toMap());
	}

}
