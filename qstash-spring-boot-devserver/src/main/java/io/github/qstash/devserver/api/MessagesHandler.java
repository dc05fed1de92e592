package io.github.qstash.devserver.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.RefusedException;
import io.github.qstash.devserver.runtime.Account;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Messages that are still in progress.
 */
final class MessagesHandler {

	private static final String IDS = "messageIds";

	Mono<Answer> get(ApiRequest request) {
		return request.account()
			.submit(new Command.GetMessage(request.path("messageId")))
			.map((message) -> Answer.json(MessageJson.of(message).toMap()));
	}

	Mono<Answer> cancel(ApiRequest request) {
		return request.account()
			.submit(new Command.CancelMessage(request.path("messageId")))
			.map(MessagesHandler::cancelled);
	}

	/**
	 * Cancel the messages that the query or a JSON body names; ids that are unknown do
	 * not count.
	 * @param request the request
	 * @return how many were cancelled
	 */
	Mono<Answer> cancelMany(ApiRequest request) {
		List<String> ids = ids(request);
		if (ids.isEmpty()) {
			throw ApiException
				.notFound("cancelling without message ids is not supported by this development server yet");
		}
		return Flux.fromIterable(ids)
			.distinct()
			.concatMap((id) -> cancelIfKnown(request.account(), id))
			.reduce(0, Integer::sum)
			.map(MessagesHandler::cancelled);
	}

	/**
	 * An empty id is an id that got lost on the way. The collection it seems to name
	 * would be cancelled as a whole.
	 * @param request the request
	 * @return never
	 */
	Mono<Answer> refuseEmptyId(ApiRequest request) {
		throw ApiException.badRequest("a message id must be provided");
	}

	private static Mono<Integer> cancelIfKnown(Account account, String id) {
		return account.submit(new Command.CancelMessage(id))
			.onErrorResume(RefusedException.class, (ex) -> Mono.just(0));
	}

	private static List<String> ids(ApiRequest request) {
		List<String> ids = new ArrayList<>(request.query().all(IDS));
		if (request.body().length > 0) {
			idsIn(Json.read(request.body())).forEach((id) -> {
				if (!id.isString()) {
					throw wrongShape();
				}
				ids.add(id.stringValue());
			});
		}
		return ids;
	}

	private static JsonNode idsIn(JsonNode body) {
		JsonNode ids = body.path(IDS);
		if (!body.isObject() || !(ids.isArray() || ids.isMissingNode() || ids.isNull())) {
			throw wrongShape();
		}
		return ids;
	}

	private static ApiException wrongShape() {
		return ApiException.badRequest("the body must be an object with " + IDS + ", an array of strings");
	}

	private static Answer cancelled(int count) {
		return Answer.json(Map.of("cancelled", count));
	}

}
