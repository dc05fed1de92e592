package io.github.qstash.devserver.api;

import java.util.Map;

import io.github.qstash.devserver.engine.MessageSpec;
import io.github.qstash.devserver.engine.ScheduleView;
import io.github.qstash.devserver.engine.Target;

/**
 * A schedule.
 */
final class ScheduleJson {

	private ScheduleJson() {
	}

	static Map<String, Object> of(ScheduleView schedule) {
		MessageSpec spec = schedule.spec();
		JsonFields json = new JsonFields().put("scheduleId", schedule.scheduleId())
			.put("cron", schedule.cron())
			.put("destination", destination(schedule.target()))
			.putMillis("createdAt", schedule.createdAt())
			.put("method", spec.method())
			.put("header", spec.shownHeaders());
		MessageJson.putBody(json, "body", spec.shownBody());
		json.put("retries", spec.retries())
			.putSeconds("delay", spec.delay())
			.putSeconds("timeout", spec.timeout().equals(MessageSpec.DEFAULT_TIMEOUT) ? null : spec.timeout())
			.put("isPaused", schedule.paused())
			.put("callerIP", spec.callerIp())
			.put("queueName", spec.queue());
		MessageJson.putCallback(json, "callback", "callbackHeader", spec.callback());
		MessageJson.putCallback(json, "failureCallback", "failureCallbackHeader", spec.failureCallback());
		MessageJson.putOptions(json, spec);
		return json.put("retryDelayExpression", (spec.retryDelay() != null) ? spec.retryDelay().text() : null)
			.putMillis("lastScheduleTime", schedule.lastRun())
			.putMillis("nextScheduleTime", schedule.nextRun())
			.put("lastScheduleStates", schedule.lastStates())
			.put("error", schedule.error())
			.toMap();
	}

	private static String destination(Target target) {
		if (target instanceof Target.UrlGroup group) {
			return group.name();
		}
		return ((Target.Url) target).url();
	}

}
