package io.github.qstash.devserver.api;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.LogFilter;
import io.github.qstash.devserver.engine.LogState;
import io.github.qstash.devserver.runtime.Account;
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

	private static LogFilter.Builder filter(RawQuery raw) {
		// an older filter, "api", chooses nothing any more
		FilterQuery query = new FilterQuery(raw, EnumSet.allOf(FilterParameter.class),
				List.of("state", "order", "count", "cursor", "api"));
		LogFilter.Builder filter = LogFilter.builder().messages(query.filter()).cursor(query.cursor().orElse(null));
		query.order().ifPresent(filter::order);
		query.count(LogFilter.MAX_COUNT).ifPresent(filter::count);
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

}
