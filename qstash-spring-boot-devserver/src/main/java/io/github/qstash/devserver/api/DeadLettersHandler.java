package io.github.qstash.devserver.api;

import java.util.List;
import java.util.Map;

import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.DeadLetter;
import reactor.core.publisher.Mono;

/**
 * Messages that failed for good.
 */
final class DeadLettersHandler {

	private static final int MAX_COUNT = 100;

	Mono<Answer> list(ApiRequest request) {
		RawQuery query = request.query();
		QueryParameters.of(query)
			.refuseUnsupported("dlqIds", "messageId", "url", "topicName", "scheduleId", "queueName", "callerIp",
					"callerIP", "label", "responseStatus", "flowControlKey", "fromDate", "toDate")
			.refuseOrderOtherThan("earliestFirst");
		int count = QueryParameters.of(query).count(MAX_COUNT).orElse(MAX_COUNT);
		String cursor = query.first("cursor").orElse("");
		return request.account()
			.submit(new Command.ListDeadLetters())
			.map((letters) -> Answer.json(page(letters, cursor, count)));
	}

	Mono<Answer> get(ApiRequest request) {
		return request.account()
			.submit(new Command.GetDeadLetter(request.path("dlqId")))
			.map((letter) -> Answer.json(MessageJson.of(letter).toMap()));
	}

	private static Map<String, Object> page(List<DeadLetter> letters, String cursor, int count) {
		List<DeadLetter> rest = letters.stream()
			.dropWhile((letter) -> !cursor.isEmpty() && !letter.dlqId().equals(cursor))
			.toList();
		Map<String, Object> json = new JsonFields()
			.put("cursor", (rest.size() > count) ? rest.get(count).dlqId() : null)
			.toMap();
		json.put("messages", rest.stream().limit(count).map((letter) -> MessageJson.of(letter).toMap()).toList());
		return json;
	}

}
