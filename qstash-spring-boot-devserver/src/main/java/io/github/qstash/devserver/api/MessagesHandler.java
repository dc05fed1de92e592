package io.github.qstash.devserver.api;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.MessageField;
import io.github.qstash.devserver.engine.MessageFilter;
import reactor.core.publisher.Mono;

/**
 * Messages that are still in progress.
 */
final class MessagesHandler {

	private static final int MAX_COUNT = 500;

	private static final Set<FilterParameter> PARAMETERS = EnumSet.complementOf(EnumSet.of(FilterParameter.MESSAGE_ID));

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
	 * Cancel the messages whose ids the query or a JSON body names, else those that the
	 * filters choose, else all.
	 * @param request the request
	 * @return how many were cancelled
	 */
	Mono<Answer> cancelMany(ApiRequest request) {
		FilterQuery query = new FilterQuery(request.query(), PARAMETERS, List.of("count", "cursor")).refuseBlank();
		int count = query.count(MAX_COUNT).orElse(Integer.MAX_VALUE);
		List<String> ids = Stream
			.concat(FilterParameter.MESSAGE_IDS.values(request.query()).stream(),
					IdsBody.read(request.body(), "messageIds").stream())
			.toList();
		Command<Integer> command = ids.isEmpty() ? new Command.CancelMessages(query.filter(), count)
				: new Command.CancelMessages(withIds(ids), Integer.MAX_VALUE);
		return request.account().submit(command).map(MessagesHandler::cancelled);
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

	private static MessageFilter withIds(List<String> ids) {
		return MessageFilter.builder().with(MessageField.MESSAGE_ID, ids).build();
	}

	private static Answer cancelled(int count) {
		return Answer.json(Map.of("cancelled", count));
	}

}
