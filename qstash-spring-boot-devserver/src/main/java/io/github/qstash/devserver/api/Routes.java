package io.github.qstash.devserver.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.qstash.devserver.runtime.Faults;
import org.jspecify.annotations.Nullable;

/**
 * The table of routes: the API at a glance. The first line that matches answers.
 */
final class Routes {

	private final List<Route> table;

	Routes(ApiSettings settings, Faults planned) {
		PublishFaults faults = new PublishFaults(planned);
		PublishHandler publish = new PublishHandler();
		BatchHandler batch = new BatchHandler(settings.maxMessageSize());
		MessagesHandler messages = new MessagesHandler();
		QueuesHandler queues = new QueuesHandler();
		UrlGroupsHandler urlGroups = new UrlGroupsHandler();
		FlowControlHandler flowControl = new FlowControlHandler();
		LogsHandler logs = new LogsHandler();
		SchedulesHandler schedules = new SchedulesHandler();
		DeadLettersHandler deadLetters = new DeadLettersHandler();
		KeysHandler keys = new KeysHandler();
		this.table = List.of(
		// @formatter:off
				Route.post("/v2/publish/{destination…}", faults.around(publish::publish)),
				Route.post("/v2/enqueue/{queue}/{destination…}", faults.around(publish::enqueue)),
				Route.post("/v2/batch", faults.around(batch::publish)).accepting(settings.maxBatchSize()),

				Route.delete("/v2/messages/", messages::refuseEmptyId),
				Route.delete("/v2/messages", messages::cancelMany),
				Route.get("/v2/messages/{messageId}", messages::get),
				Route.delete("/v2/messages/{messageId}", messages::cancel),

				Route.post("/v2/queues", queues::upsert),
				Route.get("/v2/queues", queues::list),
				Route.get("/v2/queues/{name}", queues::get),
				Route.delete("/v2/queues/{name}", queues::delete),
				Route.post("/v2/queues/{name}/pause", queues::pause),
				Route.post("/v2/queues/{name}/resume", queues::resume),

				Route.get("/v2/topics", urlGroups::list),
				Route.get("/v2/topics/{name}", urlGroups::get),
				Route.delete("/v2/topics/{name}", urlGroups::delete),
				Route.patch("/v2/topics/{name}", urlGroups::setHeaders),
				Route.post("/v2/topics/{name}/endpoints", urlGroups::upsertEndpoints),
				Route.delete("/v2/topics/{name}/endpoints", urlGroups::removeEndpoints),

				Route.get("/v2/flowControl", flowControl::list),
				Route.get("/v2/flowControl/{key…}", flowControl::get),
				Route.post("/v2/flowControl/{key…}/pause", flowControl::pause),
				Route.post("/v2/flowControl/{key…}/resume", flowControl::resume),
				Route.post("/v2/flowControl/{key…}/pin", flowControl::pin),
				Route.post("/v2/flowControl/{key…}/unpin", flowControl::unpin),
				Route.post("/v2/flowControl/{key…}/resetRate", flowControl::resetRate),
				Route.post("/v2/flowControl/{key…}/reset", flowControl::reset),
				Route.get("/v2/globalParallelism", flowControl::globalParallelism),

				Route.get("/v2/schedules", schedules::list),
				Route.get("/v2/schedules/{scheduleId}", schedules::get),
				Route.delete("/v2/schedules/{scheduleId}", schedules::delete),
				Route.post("/v2/schedules/{scheduleId}/pause", schedules::pause),
				Route.patch("/v2/schedules/{scheduleId}/pause", schedules::pause),
				Route.post("/v2/schedules/{scheduleId}/resume", schedules::resume),
				Route.patch("/v2/schedules/{scheduleId}/resume", schedules::resume),
				Route.post("/v2/schedules/{destination…}", schedules::create),
				// the Go client writes these two so
				Route.get("/v2/Schedules/{scheduleId}", schedules::get),
				Route.post("/v2/Schedules/{destination…}", schedules::create),

				Route.get("/v2/logs", logs::logs),
				Route.get("/v2/events", logs::events),

				Route.get("/v2/dlq", deadLetters::list),
				Route.delete("/v2/dlq/", deadLetters::refuseEmptyId),
				Route.delete("/v2/dlq", deadLetters::deleteMany),
				Route.get("/v2/dlq/{dlqId}", deadLetters::get),
				Route.delete("/v2/dlq/{dlqId}", deadLetters::delete),
				Route.post("/v2/dlq/retry/", deadLetters::refuseEmptyId),
				Route.post("/v2/dlq/retry", deadLetters::retryMany),
				Route.post("/v2/dlq/retry/{dlqId}", deadLetters::retry),

				Route.get("/v2/keys", keys::get),
				Route.post("/v2/keys/rotate", keys::rotate));
		// @formatter:on
	}

	/**
	 * Find who answers.
	 * @param method the HTTP method
	 * @param path the raw path
	 * @return route and variables, or empty if there is no such endpoint
	 */
	Optional<Match> find(String method, String path) {
		return this.table.stream().flatMap((route) -> match(route, method, path).stream()).findFirst();
	}

	private static Optional<Match> match(Route route, String method, String path) {
		@Nullable Map<String, String> variables = route.match(method, path);
		return (variables != null) ? Optional.of(new Match(route, variables)) : Optional.empty();
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
