package io.github.qstash.devserver.api;

import java.util.Map;
import java.util.function.Function;

import io.github.qstash.devserver.engine.Body;
import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.ScheduleCommand;
import io.github.qstash.devserver.engine.Target;
import io.github.qstash.message.QStashHeaders;
import reactor.core.publisher.Mono;

/**
 * Messages that are published again and again.
 */
final class SchedulesHandler {

	private static final String CRON = "Upstash-Cron";

	private static final String QUEUE_NAME = "Upstash-Queue-Name";

	Mono<Answer> create(ApiRequest request) {
		Target target = DestinationReader.fromPath(request.path("destination"), request.query().ofDestination());
		HeaderLines headers = request.headers().withDefaults(request.query().configuration());
		HeaderValues values = new HeaderValues(headers);
		String cron = values.text(CRON);
		if (cron == null) {
			throw ApiException.badRequest(CRON + " must be given");
		}
		return GroupHeaders.of(request.account(), target)
			.map((defaults) -> MessageReader.readScheduled(headers.withDefaults(defaults))
				.body(Body.of(request.body()))
				.queue(values.text(QUEUE_NAME))
				.callerIp(request.callerIp())
				.build())
			.flatMap((spec) -> request.account()
				.submit(new ScheduleCommand.Create(values.text(QStashHeaders.SCHEDULE_ID), cron, target, spec)))
			.map((scheduleId) -> Answer.json(Map.of("scheduleId", scheduleId)));
	}

	Mono<Answer> list(ApiRequest request) {
		return request.account()
			.submit(new ScheduleCommand.ListAll())
			.map((schedules) -> Answer.json(schedules.stream().map(ScheduleJson::of).toList()));
	}

	Mono<Answer> get(ApiRequest request) {
		return request.account()
			.submit(new ScheduleCommand.Get(request.path("scheduleId")))
			.map((schedule) -> Answer.json(ScheduleJson.of(schedule)));
	}

	Mono<Answer> delete(ApiRequest request) {
		return change(request, ScheduleCommand.Delete::new);
	}

	Mono<Answer> pause(ApiRequest request) {
		return change(request, ScheduleCommand.Pause::new);
	}

	Mono<Answer> resume(ApiRequest request) {
		return change(request, ScheduleCommand.Resume::new);
	}

	private static Mono<Answer> change(ApiRequest request, Function<String, Command<?>> command) {
		return request.account().submit(command.apply(request.path("scheduleId"))).thenReturn(Answer.empty());
	}

}
