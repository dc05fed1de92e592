package io.github.qstash.devserver.api;

import java.util.List;

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
		DeadLetterCursor cursor = DeadLetterCursor.parse(query.first("cursor").orElse(""));
		return request.account().submit(new Command.ListDeadLetters()).map((letters) -> page(letters, cursor, count));
	}

	Mono<Answer> get(ApiRequest request) {
		return request.account()
			.submit(new Command.GetDeadLetter(request.path("dlqId")))
			.map((letter) -> Answer.json(MessageJson.of(letter).toMap()));
	}

	private static Answer page(List<DeadLetter> letters, DeadLetterCursor cursor, int count) {
		List<DeadLetter> rest = letters.stream().filter((letter) -> cursor.isAtOrBefore(letter.dlqId())).toList();
		JsonPage page = JsonPage.write(rest.subList(0, Math.min(count, rest.size())),
				(letter) -> MessageJson.of(letter).toMap());
		String next = (rest.size() > page.count()) ? rest.get(page.count()).dlqId() : null;
		return Answer.page(page, next, "messages");
	}

}
