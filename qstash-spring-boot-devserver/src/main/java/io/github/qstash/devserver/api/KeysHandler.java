package io.github.qstash.devserver.api;

import java.util.Map;

import io.github.qstash.signature.SigningKeys;
import reactor.core.publisher.Mono;

/**
 * The keys that deliveries are signed with.
 */
final class KeysHandler {

	Mono<Answer> get(ApiRequest request) {
		SigningKeys keys = request.account().keys();
		Map<String, Object> json = new JsonFields().put("current", keys.current()).put("next", keys.next()).toMap();
		return Mono.just(Answer.json(json));
	}

}
