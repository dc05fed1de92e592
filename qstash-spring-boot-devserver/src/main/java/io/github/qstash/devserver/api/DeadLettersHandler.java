package io.github.qstash.devserver.api;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.qstash.devserver.engine.DeadLetter;
import io.github.qstash.devserver.engine.DeadLetterCommand;
import io.github.qstash.devserver.engine.DeadLetterFilter;
import io.github.qstash.devserver.engine.Page;
import io.github.qstash.devserver.engine.Receipt;
import reactor.core.publisher.Mono;

/**
 * Messages that failed for good.
 */
final class DeadLettersHandler {

	private static final String IDS = "dlqIds";

	private static final String STATUSES = "responseStatus";

	private static final Set<FilterParameter> PARAMETERS = EnumSet
		.complementOf(EnumSet.of(FilterParameter.MESSAGE_IDS, FilterParameter.HOST, FilterParameter.PATH));

	Mono<Answer> list(ApiRequest request) {
		// an older filter, "api", chooses nothing any more
		DeadLetterFilter filter = filter(query(request, "api"), List.of());
		return request.account().submit(new DeadLetterCommand.Find(filter)).map(DeadLettersHandler::page);
	}

	Mono<Answer> get(ApiRequest request) {
		return request.account()
			.submit(new DeadLetterCommand.Get(request.path("dlqId")))
			.map((letter) -> Answer.json(MessageJson.of(letter).toMap()));
	}

	Mono<Answer> delete(ApiRequest request) {
		return request.account().submit(new DeadLetterCommand.Delete(request.path("dlqId"))).thenReturn(Answer.empty());
	}

	/**
	 * Delete the letters whose ids the query or a JSON body names, else those that the
	 * filters choose, else all, as many as a page has.
	 * @param request the request
	 * @return how many were deleted, and where the rest starts
	 */
	Mono<Answer> deleteMany(ApiRequest request) {
		DeadLetterFilter filter = filter(query(request).refuseBlank(), IdsBody.read(request.body(), IDS));
		return request.account()
			.submit(new DeadLetterCommand.DeleteMany(filter))
			.map((page) -> Answer
				.json(new JsonFields().put("cursor", page.cursor()).put("deleted", page.entries().size()).toMap()));
	}

	Mono<Answer> retry(ApiRequest request) {
		return request.account()
			.submit(new DeadLetterCommand.Retry(request.path("dlqId"), MessageReader.overrides(headers(request))))
			.map((receipt) -> Answer.json(201, ReceiptJson.of(receipt)));
	}

	/**
	 * Retry letters, which are chosen as for {@link #deleteMany}.
	 * @param request the request
	 * @return the new messages, and where the rest starts
	 */
	Mono<Answer> retryMany(ApiRequest request) {
		DeadLetterFilter filter = filter(query(request).refuseBlank(), IdsBody.read(request.body(), IDS));
		return request.account()
			.submit(new DeadLetterCommand.RetryMany(filter, MessageReader.overrides(headers(request))))
			.map(DeadLettersHandler::retried);
	}

	/**
	 * An empty id is an id that got lost on the way. The collection it seems to name
	 * would be deleted or retried as a whole.
	 * @param request the request
	 * @return never
	 */
	Mono<Answer> refuseEmptyId(ApiRequest request) {
		throw ApiException.badRequest("a DLQ id must be provided");
	}

	private static FilterQuery query(ApiRequest request, String... others) {
		List<String> known = new ArrayList<>(List.of(IDS, STATUSES, "order", "count", "cursor"));
		known.addAll(List.of(others));
		return new FilterQuery(request.query(), PARAMETERS, known);
	}

	private static DeadLetterFilter filter(FilterQuery query, List<String> moreIds) {
		DeadLetterFilter.Builder filter = DeadLetterFilter.builder()
			.dlqIds(Stream.concat(query.all(IDS).stream(), moreIds.stream()).toList())
			.messages(query.filter())
			.responseStatuses(query.all(STATUSES).stream().map(DeadLettersHandler::status).toList())
			.cursor(query.cursor().orElse(null));
		query.order().ifPresent(filter::order);
		query.count(DeadLetterFilter.MAX_COUNT).ifPresent(filter::count);
		return filter.build();
	}

	private static Integer status(String text) {
		if (!text.matches("\\d{1,3}")) {
			throw ApiException.badRequest(STATUSES + " must be an HTTP status, or 0 for no answer");
		}
		return Integer.valueOf(text);
	}

	private static HeaderLines headers(ApiRequest request) {
		return request.headers().withDefaults(request.query().configuration());
	}

	private static Answer page(Page<DeadLetter> page) {
		List<DeadLetter> letters = page.entries();
		JsonPage written = JsonPage.write(letters, (letter) -> MessageJson.of(letter).toMap());
		String cursor = (written.count() < letters.size()) ? letters.get(written.count()).dlqId() : page.cursor();
		return Answer.page(written, cursor, "messages");
	}

	private static Answer retried(Page<Receipt> page) {
		// unlike other pages, the last one has a cursor too
		String cursor = (page.cursor() != null) ? page.cursor() : "";
		return Answer.json(201,
				Map.of("cursor", cursor, "responses", page.entries().stream().map(ReceiptJson::of).toList()));
	}

}
