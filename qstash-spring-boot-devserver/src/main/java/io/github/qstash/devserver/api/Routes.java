package io.github.qstash.devserver.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import static io.github.qstash.devserver.api.Route.any;
import static io.github.qstash.devserver.api.Route.delete;
import static io.github.qstash.devserver.api.Route.get;
import static io.github.qstash.devserver.api.Route.post;

/**
 * The table of routes: the API at a glance. The first line that matches answers.
 */
final class Routes {

	private final List<Route> table;

	Routes(ApiSettings settings) {
		PublishHandler publish = new PublishHandler();
		BatchHandler batch = new BatchHandler(settings.maxMessageSize());
		MessagesHandler messages = new MessagesHandler();
		UrlGroupsHandler urlGroups = new UrlGroupsHandler();
		LogsHandler logs = new LogsHandler();
		DeadLettersHandler deadLetters = new DeadLettersHandler();
		KeysHandler keys = new KeysHandler();
		this.table = List.of(
		// @formatter:off
				post("/v2/publish/{destination…}", publish::publish),
				post("/v2/enqueue/{queue}/{destination…}", publish::enqueue),
				post("/v2/batch", batch::publish).accepting(settings.maxBatchSize()),

				delete("/v2/messages/", messages::refuseEmptyId),
				delete("/v2/messages", messages::cancelMany),
				get("/v2/messages/{messageId}", messages::get),
				delete("/v2/messages/{messageId}", messages::cancel),

				get("/v2/topics", urlGroups::list),
				get("/v2/topics/{name}", urlGroups::get),
				delete("/v2/topics/{name}", urlGroups::delete),
				post("/v2/topics/{name}/endpoints", urlGroups::upsertEndpoints),
				delete("/v2/topics/{name}/endpoints", urlGroups::removeEndpoints),

				get("/v2/logs", logs::logs),
				get("/v2/events", logs::events),

				get("/v2/dlq", deadLetters::list),
				get("/v2/dlq/{dlqId}", deadLetters::get),

				get("/v2/keys", keys::get),

				any("/v2/queues/{rest…}", Routes::notYet),
				any("/v2/schedules/{rest…}", Routes::notYet),
				any("/v2/flowControl/{rest…}", Routes::notYet),
				any("/v2/globalParallelism", Routes::notYet),
				any("/v2/topics/{rest…}", Routes::notYet),
				any("/v2/dlq/{rest…}", Routes::notYet),
				any("/v2/keys/rotate", Routes::notYet));
		// @formatter:on
	}

	/**
	 * Find who answers.
	 * @param method HTTP method
	 * @param path raw path
	 * @return route and variables, or empty if there is no such endpoint
	 */
	Optional<Match> find(String method, String path) {
		return this.table.stream().flatMap((route) -> match(route, method, path).stream()).findFirst();
	}

	private static Optional<Match> match(Route route, String method, String path) {
		@Nullable Map<String, String> variables = route.match(method, path);
		return (variables != null) ? Optional.of(new Match(route, variables)) : Optional.empty();
	}

	private static Mono<Answer> notYet(ApiRequest request) {
		throw ApiException.notFound("not supported by this development server yet");
	}

	/**
	 * A route that matches.
	 *
	 * @param route the route
	 * @param variables variables of its path
	 */
	record Match(Route route, Map<String, String> variables) {

	}

}
