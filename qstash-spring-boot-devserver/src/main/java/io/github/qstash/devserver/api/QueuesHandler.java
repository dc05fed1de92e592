package io.github.qstash.devserver.api;

import java.util.Map;

import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.QueueCommand;
import io.github.qstash.devserver.engine.QueueView;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * FIFO queues.
 */
final class QueuesHandler {

	Mono<Answer> upsert(ApiRequest request) {
		JsonNode body = Json.read(request.body());
		JsonNode name = body.path("queueName");
		if (!body.isObject() || !name.isString()) {
			throw ApiException.badRequest("the request body must be a JSON object with a string 'queueName'");
		}
		return carryOut(request, new QueueCommand.Upsert(name.stringValue(), parallelism(body), paused(body)));
	}

	Mono<Answer> list(ApiRequest request) {
		return request.account()
			.submit(new QueueCommand.ListAll())
			.map((queues) -> Answer.json(queues.stream().map(QueuesHandler::json).toList()));
	}

	Mono<Answer> get(ApiRequest request) {
		return request.account()
			.submit(new QueueCommand.Get(request.path("name")))
			.map((queue) -> Answer.json(json(queue)));
	}

	Mono<Answer> delete(ApiRequest request) {
		return carryOut(request, new QueueCommand.Delete(request.path("name")));
	}

	Mono<Answer> pause(ApiRequest request) {
		return carryOut(request, new QueueCommand.Pause(request.path("name")));
	}

	Mono<Answer> resume(ApiRequest request) {
		return carryOut(request, new QueueCommand.Resume(request.path("name")));
	}

	private static Mono<Answer> carryOut(ApiRequest request, Command<?> command) {
		return request.account().submit(command).thenReturn(Answer.empty());
	}

	private static @Nullable Integer parallelism(JsonNode body) {
		JsonNode value = body.path("parallelism");
		if (value.isMissingNode() || value.isNull()) {
			return null;
		}
		if (!value.isIntegralNumber() || !value.canConvertToInt()) {
			throw ApiException.badRequest("parallelism must be a positive integer");
		}
		return value.intValue();
	}

	private static @Nullable Boolean paused(JsonNode body) {
		JsonNode value = body.path("paused");
		if (value.isMissingNode() || value.isNull()) {
			return null;
		}
		if (!value.isBoolean()) {
			throw ApiException.badRequest("paused must be true or false");
		}
		return value.booleanValue();
	}

	private static Map<String, Object> json(QueueView queue) {
		return new JsonFields().put("name", queue.name())
			.put("parallelism", queue.parallelism())
			.putMillis("createdAt", queue.createdAt())
			.putMillis("updatedAt", queue.updatedAt())
			.put("paused", queue.paused())
			.put("lag", queue.lag())
			.toMap();
	}

}
