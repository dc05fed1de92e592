package io.github.qstash.devserver.api;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.LogFilter;
import io.github.qstash.devserver.engine.LogState;
import io.github.qstash.devserver.runtime.Account;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * State changes of messages. {@code /v2/events} is what SDKs call, {@code /v2/logs} what
 * the documentation names; they differ in the name of the array and in one spelling.
 */
final class LogsHandler {

	Mono<Answer> events(ApiRequest request) {
		return page(request, "CANCELED", "events");
	}

	Mono<Answer> logs(ApiRequest request) {
		return page(request, "CANCELLED", "logs", "events");
	}

	private static Mono<Answer> page(ApiRequest request, String cancelled, String... names) {
		LogFilter.Builder filter = filter(request.query());
		return Mono.defer(() -> page(request.account(), filter, cancelled, names));
	}

	private static Mono<Answer> page(Account account, LogFilter.Builder filter, String cancelled, String... names) {
		return account.submit(new Command.ListLogs(filter.build())).flatMap((page) -> {
			JsonPage written = JsonPage.write(page.entries(), (entry) -> LogEntryJson.of(entry, cancelled));
			if (written.count() < page.entries().size()) {
				// only the engine knows the cursor of the shorter page
				return page(account, filter.count(written.count()), cancelled, names);
			}
			return Mono.just(Answer.page(written, page.cursor(), names));
		});
	}

	private static LogFilter.Builder filter(RawQuery query) {
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
		List<String> states = query.all("state");
		if (states.size() > 1) {
			throw ApiException.badRequest("only one state can be asked for");
		}
		states.forEach((state) -> filter(filter, state));
		return filter;
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
