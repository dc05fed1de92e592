package io.github.qstash.devserver.dashboard;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import io.github.qstash.devserver.engine.ChangedMessages;
import io.github.qstash.devserver.engine.HistoryCommand;
import io.github.qstash.devserver.engine.MessageHistory;
import io.github.qstash.devserver.runtime.Account;
import io.github.qstash.devserver.runtime.HistoryPosition;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What one open page is told, as server-sent events: first the list that it shows, then
 * the messages that changed, at most a few times a second and each message once. A client
 * is no more than a position in the history. It goes on where it was, wherever that is;
 * one that reads nothing gets nothing, and is dropped after a while.
 */
final class LiveStream {

	static final int PAGE = 100;

	/** If more messages changed than these, the list is sent again instead. */
	private static final int MAX_CHANGED = 500;

	private static final Duration TICK = Duration.ofMillis(250);

	/** A page takes no more than one part in so many of the time of a busy engine. */
	private static final int REST = 10;

	private static final int TICKS_UNTIL_PING = 60;

	private static final int TICKS_UNTIL_DROPPED = 120;

	private final Account account;

	private final MessageQuery query;

	private final Clock clock;

	private final BooleanSupplier clientReads;

	private @Nullable HistoryPosition position;

	private int silentTicks = TICKS_UNTIL_PING;

	private int stalledTicks;

	private long restUntil = System.nanoTime();

	/**
	 * Create a stream.
	 * @param account the account to show
	 * @param query which messages of it
	 * @param lastEventId where the client was, if it comes back
	 * @param clock tells the time that the page shows
	 * @param clientReads whether what was written before has left
	 */
	LiveStream(Account account, MessageQuery query, @Nullable String lastEventId, Clock clock,
			BooleanSupplier clientReads) {
		this.account = account;
		this.query = query;
		this.clock = clock;
		this.clientReads = clientReads;
		this.position = parse(lastEventId);
	}

	Flux<String> events() {
		return Flux.interval(Duration.ZERO, TICK)
			.onBackpressureDrop()
			.concatMap((tick) -> next(), 1)
			.takeWhile((event) -> this.stalledTicks < TICKS_UNTIL_DROPPED);
	}

	private Mono<String> next() {
		if (!this.clientReads.getAsBoolean()) {
			this.stalledTicks++;
			return (this.stalledTicks < TICKS_UNTIL_DROPPED) ? Mono.empty() : Mono.just("");
		}
		this.stalledTicks = 0;
		if (System.nanoTime() - this.restUntil < 0) {
			return Mono.empty();
		}
		HistoryPosition known = this.position;
		HistoryPosition now = this.account.position();
		if (known == null || !known.epoch().equals(now.epoch()) || known.event() > now.event()) {
			return snapshot(now.epoch());
		}
		return (known.event() < now.event()) ? change(known, now) : ping();
	}

	private Mono<String> ping() {
		this.silentTicks++;
		if (this.silentTicks < TICKS_UNTIL_PING) {
			return Mono.empty();
		}
		this.silentTicks = 0;
		return Mono.just(": still here\n\n");
	}

	private Mono<String> snapshot(String epoch) {
		return this.account.submit(new HistoryCommand.Find(this.query, Long.MAX_VALUE, PAGE))
			.map((found) -> event("snapshot", new HistoryPosition(epoch, found.lastEvent()),
					new Snapshot(this.clock.millis(), rows(found.messages()), found.found(),
							MessageState.count(found.states()), found.deadLetters())));
	}

	private Mono<String> change(HistoryPosition known, HistoryPosition now) {
		long start = System.nanoTime();
		return this.account.submit(new HistoryCommand.ListChanged(known.event(), MAX_CHANGED))
			.flatMap((changed) -> (changed.gap() || changed.upTo() < now.event()) ? snapshot(now.epoch())
					: change(now.epoch(), changed))
			.doOnNext((event) -> this.restUntil = System.nanoTime() + REST * (System.nanoTime() - start));
	}

	private Mono<String> change(String epoch, ChangedMessages changed) {
		return this.account.submit(new HistoryCommand.Find(this.query, 0, 0)).map((found) -> {
			List<MessageHistory> matching = changed.messages().stream().filter(this.query).toList();
			List<String> gone = changed.messages()
				.stream()
				.filter(this.query.negate())
				.map((history) -> history.message().messageId())
				.toList();
			return event("change", new HistoryPosition(epoch, changed.upTo()), new Change(this.clock.millis(),
					rows(matching), gone, found.found(), MessageState.count(found.states()), found.deadLetters()));
		});
	}

	private String event(String name, HistoryPosition reached, Object data) {
		this.position = reached;
		this.silentTicks = 0;
		return "id: " + reached.epoch() + "/" + reached.event() + "\nevent: " + name + "\ndata: " + Json.write(data)
				+ "\n\n";
	}

	private static List<MessageRow> rows(List<MessageHistory> messages) {
		return messages.stream().map(MessageRow::of).toList();
	}

	private static @Nullable HistoryPosition parse(@Nullable String eventId) {
		if (eventId == null || !eventId.matches("[\\w-]{1,40}/\\d{1,18}")) {
			return null;
		}
		int slash = eventId.indexOf('/');
		return new HistoryPosition(eventId.substring(0, slash), Long.parseLong(eventId.substring(slash + 1)));
	}

	/**
	 * The list as it is now.
	 *
	 * @param now time of the server
	 * @param messages newest first
	 * @param found how many there are
	 * @param states how many messages of the account are in which state
	 * @param deadLetters how many dead letters there are
	 */
	record Snapshot(long now, List<MessageRow> messages, int found, Map<String, Integer> states, int deadLetters) {

	}

	/**
	 * What is different.
	 *
	 * @param now time of the server
	 * @param messages messages that are new or changed
	 * @param gone ids of messages that changed and do not match
	 * @param found how many there are that match
	 * @param states how many messages of the account are in which state
	 * @param deadLetters how many dead letters there are
	 */
	record Change(long now, List<MessageRow> messages, List<String> gone, int found, Map<String, Integer> states,
			int deadLetters) {

	}

}
