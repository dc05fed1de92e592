package io.github.qstash.devserver.api;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.LogFilter;
import io.github.qstash.devserver.engine.LogPage;
import io.github.qstash.devserver.engine.LogState;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * State changes of messages. {@code /v2/events} is what SDKs call, {@code /v2/logs} what
 * the documentation names; they differ in the name of the array and in one spelling.
 */
final class LogsHandler {

	Mono<Answer> events(ApiRequest request) {
		return page(request).map((page) -> answer(page, "CANCELED", "events"));
	}

	Mono<Answer> logs(ApiRequest request) {
		return page(request).map((page) -> answer(page, "CANCELLED", "logs", "events"));
	}

	private static Mono<LogPage> page(ApiRequest request) {
		return request.account().submit(new Command.ListLogs(filter(request.query())));
	}

	private static Answer answer(LogPage page, String cancelled, String... names) {
		List<Map<String, Object>> entries = page.entries()
			.stream()
			.map((entry) -> LogEntryJson.of(entry, cancelled))
			.toList();
		Map<String, Object> json = new JsonFields().put("cursor", page.cursor()).toMap();
		for (String name : names) {
			json.put(name, entries);
		}
		return Answer.json(json);
	}

	private static LogFilter filter(RawQuery query) {
		QueryParameters.of(query)
			.refuseUnsupported("host", "path", "scheduleId", "callerIp", "callerIP", "flowControlKey", "groupBy")
			.refuseOrderOtherThan("latestFirst");
		LogFilter.Builder filter = LogFilter.builder()
			.messageIds(query.all("messageId", "messageIds"))
			.urls(query.allUrls("url"))
			.queueNames(query.all("queueName"))
			.topicNames(query.all("topicName"))
			.labels(query.all("label"))
			.fromDate(instant(query, "fromDate"))
			.toDate(instant(query, "toDate"))
			.cursor(query.first("cursor").filter((cursor) -> !cursor.isEmpty()).orElse(null));
		QueryParameters.of(query).count(LogFilter.MAX_COUNT).ifPresent(filter::count);
		query.first("state").filter((state) -> !state.isEmpty()).ifPresent((state) -> filter(filter, state));
		return filter.build();
	}

	private static void filter(LogFilter.Builder filter, String text) {
		String state = text.toUpperCase(Locale.ROOT).replace("CANCELED", "CANCELLED");
		if (state.equals("IN_PROGRESS")) {
			filter.inProgress();
			return;
		}
		try {
			filter.state(LogState.valueOf(state));
		}
		catch (IllegalArgumentException ex) {
			throw ApiException.badRequest("unknown state " + WireText.quote(text));
		}
	}

	private static @Nullable Instant instant(RawQuery query, String name) {
		Optional<String> value = query.first(name).filter((text) -> !text.isEmpty());
		if (value.isEmpty()) {
			return null;
		}
		if (!value.get().matches("\\d{1,15}")) {
			throw ApiException.badRequest(name + " must be an instant in unix milliseconds");
		}
		return Instant.ofEpochMilli(Long.parseLong(value.get()));
	}

}
