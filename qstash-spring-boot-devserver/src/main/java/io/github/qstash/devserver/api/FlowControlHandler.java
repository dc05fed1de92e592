package io.github.qstash.devserver.api;

import java.time.Duration;
import java.util.Map;

import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.FlowControl;
import io.github.qstash.devserver.engine.FlowControlCommand;
import io.github.qstash.devserver.engine.FlowKeyView;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Flow-control keys. SDKs put them into the path as they are, so that a key may be more
 * than one segment of it.
 */
final class FlowControlHandler {

	Mono<Answer> list(ApiRequest request) {
		String search = request.query().first("search").orElse("");
		return request.account()
			.submit(new FlowControlCommand.ListAll(search))
			.map((keys) -> Answer.json(keys.stream().map(FlowControlHandler::json).toList()));
	}

	Mono<Answer> get(ApiRequest request) {
		return request.account().submit(new FlowControlCommand.Get(key(request))).map((key) -> Answer.json(json(key)));
	}

	Mono<Answer> pause(ApiRequest request) {
		return carryOut(request, new FlowControlCommand.Pause(key(request)));
	}

	Mono<Answer> resume(ApiRequest request) {
		return carryOut(request, new FlowControlCommand.Resume(key(request)));
	}

	Mono<Answer> pin(ApiRequest request) {
		QueryValues query = new QueryValues(request.query());
		Duration period = query.positive("period").map(Duration::ofSeconds).orElse(FlowControl.DEFAULT_PERIOD);
		return carryOut(request, new FlowControlCommand.Pin(key(request), query.positive("parallelism").orElse(null),
				query.positive("rate").orElse(null), period));
	}

	Mono<Answer> unpin(ApiRequest request) {
		QueryValues query = new QueryValues(request.query());
		return carryOut(request,
				new FlowControlCommand.Unpin(key(request), query.flag("parallelism"), query.flag("rate")));
	}

	Mono<Answer> resetRate(ApiRequest request) {
		return carryOut(request, new FlowControlCommand.ResetRate(key(request)));
	}

	Mono<Answer> reset(ApiRequest request) {
		return carryOut(request, new FlowControlCommand.Reset(key(request)));
	}

	/**
	 * Tell how many attempts are running. There is no limit of all keys together, which a
	 * client that compares the two must not take for a limit that is reached.
	 * @param request the request
	 * @return the numbers
	 */
	Mono<Answer> globalParallelism(ApiRequest request) {
		return request.account()
			.submit(new FlowControlCommand.CountRunning())
			.map((running) -> Answer.json(new JsonFields().put("parallelismMax", Integer.MAX_VALUE)
				.put("parallelismCount", running)
				.toMap()));
	}

	private static String key(ApiRequest request) {
		return WireText.percentDecodePath(request.path("key"));
	}

	private static Mono<Answer> carryOut(ApiRequest request, Command<?> command) {
		return request.account().submit(command).thenReturn(Answer.empty());
	}

	private static Map<String, Object> json(FlowKeyView key) {
		boolean limitsRate = key.maxRate() != null;
		return new JsonFields().put("flowControlKey", key.key())
			.put("waitListSize", key.waiting())
			.put("parallelismMax", key.maxParallelism())
			.put("parallelismCount", key.parallelism())
			.put("rateMax", key.maxRate())
			.put("rateCount", key.rate())
			.putSeconds("ratePeriod", limitsRate ? key.period() : null)
			.put("ratePeriodStart", seconds(key))
			.put("isPaused", key.paused())
			.put("isPinnedParallelism", key.parallelismPinned())
			.put("isPinnedRate", key.ratePinned())
			.toMap();
	}

	private static @Nullable Long seconds(FlowKeyView key) {
		return (key.periodStart() != null) ? key.periodStart().getEpochSecond() : null;
	}

}
