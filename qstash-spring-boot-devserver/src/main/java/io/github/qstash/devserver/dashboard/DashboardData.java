package io.github.qstash.devserver.dashboard;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.DeadLetter;
import io.github.qstash.devserver.engine.DeadLetterCommand;
import io.github.qstash.devserver.engine.Event;
import io.github.qstash.devserver.engine.HistoryCommand;
import io.github.qstash.devserver.engine.MessageHistory;
import io.github.qstash.devserver.engine.RefusedException;
import io.github.qstash.devserver.engine.ScheduleCommand;
import io.github.qstash.devserver.engine.WaitReason;
import io.github.qstash.devserver.runtime.Account;
import io.github.qstash.devserver.runtime.SentRequests;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * What the pages read, and the few things that can be done there and not in the API.
 */
final class DashboardData {

	private static final int MAX_PATH_SEGMENTS = 4;

	private final List<DashboardUser> users;

	private final SentRequests sent;

	private final Clock clock;

	private final LiveStreams streams;

	DashboardData(List<DashboardUser> users, SentRequests sent, Clock clock) {
		this.users = List.copyOf(users);
		this.sent = sent;
		this.clock = clock;
		this.streams = new LiveStreams(clock);
	}

	/**
	 * Answer a request.
	 * @param path the path below that of all data
	 * @param request the request
	 * @param response the response
	 * @return completes when the response is sent
	 */
	Publisher<Void> answer(String path, HttpServerRequest request, HttpServerResponse response) {
		Query query = Query.of(request);
		String[] segments = path.split("/", MAX_PATH_SEGMENTS);
		String id = (segments.length > 1) ? segments[1] : "";
		return switch (request.method().name() + " " + path.replaceFirst("^(messages|schedules)/[^/]+", "$1/{id}")) {
			case "GET info" -> send(response, Mono.fromSupplier(this::info));
			case "GET stream" ->
				this.streams.open(account(query), MessageQuery.parse(query.get("q").orElse("")), request, response);
			case "GET messages" -> send(response, older(query));
			case "GET messages/{id}" -> send(response, detail(account(query), id));
			case "POST messages/{id}/deliver" ->
				send(response, account(query).submit(new Command.DeliverNow(id)).map((done) -> Map.of()));
			case "POST schedules/{id}/run" ->
				send(response, account(query).submit(new ScheduleCommand.RunNow(id)).map((receipts) -> Map.of()));
			default -> throw notFound("there is nothing at this path");
		};
	}

	void close() {
		this.streams.close();
	}

	private Info info() {
		return new Info(this.clock.millis(),
				this.users.stream()
					.map((user) -> new Info.User(user.userId(), user.token(), user.account().keys().current(),
							user.account().keys().next()))
					.toList());
	}

	private Mono<List<MessageRow>> older(Query query) {
		MessageQuery filter = MessageQuery.parse(query.get("q").orElse(""));
		long before = query.get("before")
			.filter((text) -> text.matches("\\d{1,18}"))
			.map(Long::valueOf)
			.orElse(Long.MAX_VALUE);
		return account(query).submit(new HistoryCommand.Find(filter, before, LiveStream.PAGE))
			.map((found) -> found.messages().stream().map(MessageRow::of).toList());
	}

	private Mono<MessageDetail> detail(Account account, String id) {
		HistoryCommand.Find callbacks = new HistoryCommand.Find((each) -> id.equals(each.message().sourceMessageId()),
				Long.MAX_VALUE, LiveStream.PAGE);
		return account.submit(new HistoryCommand.Get(id))
			.flatMap((history) -> Mono
				.zip(waitReason(account, id), deadLetter(account, history), account.submit(callbacks))
				.map((parts) -> MessageDetail.of(history, parts.getT1(), parts.getT2(), parts.getT3().messages(),
						this.sent)));
	}

	private static Mono<Optional<WaitReason>> waitReason(Account account, String id) {
		return account.submit(new Command.GetWaitReason(id))
			// it has ended
			.onErrorResume(RefusedException.class, (ex) -> Mono.just(Optional.empty()));
	}

	private static Mono<Optional<DeadLetter>> deadLetter(Account account, MessageHistory history) {
		if (!(history.last() instanceof Event.DeadLettered dead)) {
			return Mono.just(Optional.empty());
		}
		return account.submit(new DeadLetterCommand.Get(dead.dlqId()))
			.map(Optional::of)
			// it was deleted or sent again
			.onErrorResume(RefusedException.class, (ex) -> Mono.just(Optional.empty()));
	}

	private Account account(Query query) {
		Optional<String> userId = query.get("user");
		return this.users.stream()
			.filter((user) -> userId.isEmpty() || userId.get().equals(user.userId()))
			.findFirst()
			.orElseThrow(() -> notFound("there is no such user"))
			.account();
	}

	private static RefusedException notFound(String text) {
		return new RefusedException(RefusedException.Kind.NOT_FOUND, text);
	}

	private static Publisher<Void> send(HttpServerResponse response, Mono<?> data) {
		return data.map((value) -> Json.write(value).getBytes(StandardCharsets.UTF_8))
			.flatMap((bytes) -> response.header(HttpHeaderNames.CONTENT_TYPE, "application/json")
				.header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(bytes.length))
				.sendObject(Unpooled.wrappedBuffer(bytes))
				.then());
	}

	/**
	 * What the pages need to know of the server.
	 *
	 * @param now its time
	 * @param users the test users
	 */
	record Info(long now, List<User> users) {

		/**
		 * A user, whose credentials protect nothing.
		 *
		 * @param userId its name
		 * @param token its token
		 * @param currentSigningKey its current key
		 * @param nextSigningKey its next key, if there is one
		 */
		record User(String userId, String token, String currentSigningKey, @Nullable String nextSigningKey) {

		}

	}

	/** The parameters of a request. */
	private record Query(Map<String, List<String>> parameters) {

		static Query of(HttpServerRequest request) {
			try {
				return new Query(new QueryStringDecoder(request.uri()).parameters());
			}
			catch (IllegalArgumentException ex) {
				throw new RefusedException(RefusedException.Kind.INVALID, "invalid query");
			}
		}

		Optional<String> get(String name) {
			return this.parameters.getOrDefault(name, List.of()).stream().findFirst();
		}

	}

}
