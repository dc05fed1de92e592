package io.github.qstash.devserver.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.qstash.devserver.runtime.Fault;
import io.github.qstash.devserver.runtime.Faults;
import reactor.core.publisher.Mono;

/**
 * Lets calls that publish go wrong as planned.
 */
final class PublishFaults {

	private final Faults faults;

	PublishFaults(Faults faults) {
		this.faults = faults;
	}

	Route.Handler around(Route.Handler handler) {
		return (request) -> {
			Fault fault = this.faults.nextPublish();
			if (fault instanceof Fault.Answer answer) {
				return Mono.just(instead(answer));
			}
			Mono<Answer> answer = handler.handle(request);
			// accepted, or refused, but nobody hears of it
			return (fault != null) ? answer.onErrorComplete().thenReturn(Answer.LOST) : answer;
		};
	}

	private static Answer instead(Fault.Answer fault) {
		Map<String, String> headers = new LinkedHashMap<>();
		fault.headers().forEach((name, values) -> headers.put(name, String.join(", ", values)));
		return new Answer(fault.status(), "application/json", List.of(fault.body().bytes()), headers);
	}

}
