package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.qstash.devserver.engine.ReferenceMessage.Place;

/**
 * QStash as slowly and plainly as it can be said: one list of all messages ever, looked
 * through again and again until nothing can go on. Written from the protocol, not from
 * the engine.
 */
final class ReferenceQStash {

	/** Retry-delay expressions, and what they mean in milliseconds. */
	static final Map<String, IntToLongFunction> RETRY_DELAYS = Map.of("2000", (retried) -> 2000, "1000 * (1 + retried)",
			(retried) -> 1000L * (1 + retried), "pow(2, retried) * 1000", (retried) -> 1000L << retried);

	/** Seconds before the first retry, the second one and so on. */
	private static final double[] BACK_OFF = { 12.182, 148.413, 1808.042, 22026.465 };

	private static final Duration DEDUPLICATION_WINDOW = Duration.ofMinutes(10);

	private final List<ReferenceMessage> messages = new ArrayList<>();

	private final List<ReferenceMessage> open = new ArrayList<>();

	private final List<ReferenceMessage> deadLetters = new ArrayList<>();

	private final Map<String, ReferenceQueue> queues = new LinkedHashMap<>();

	private final Map<String, ReferenceKey> keys = new LinkedHashMap<>();

	private final Map<String, List<Endpoint>> groups = new LinkedHashMap<>();

	private final List<Published> published = new ArrayList<>();

	private final ReferenceSchedules schedules = new ReferenceSchedules(this);

	private final List<Happening> happenings = new ArrayList<>();

	private Instant now;

	private int tickets;

	ReferenceQStash(Instant now) {
		this.now = now;
	}

	// Time

	Instant now() {
		return this.now;
	}

	void now(Instant now) {
		this.now = now;
	}

	void tick() {
		List<ReferenceMessage> due = open((message) -> message.place == Place.LATER && !message.due.isAfter(this.now))
			.sorted(Comparator.comparing((ReferenceMessage message) -> message.due)
				.thenComparing((message) -> message.number))
			.toList();
		due.forEach(this::arrive);
		letGoOn();
		this.schedules.runDue();
	}

	Optional<Instant> nextDue() {
		Stream<Instant> delays = open((message) -> message.place == Place.LATER).map((message) -> message.due);
		Stream<Instant> rates = this.keys.entrySet()
			.stream()
			.filter((entry) -> !entry.getValue().paused && !entry.getValue().full(counted(entry.getKey())))
			.filter((entry) -> at(Place.KEY).anyMatch((message) -> entry.getKey().equals(message.key())))
			.map((entry) -> entry.getValue().nextPeriod());
		return Stream.of(delays, rates, this.schedules.nextRuns())
			.flatMap((instants) -> instants)
			.min(Comparator.naturalOrder());
	}

	// Publishing

	List<Receipt> publish(Target target, MessageSpec spec, String scheduleId) {
		List<Receipt> receipts = new ArrayList<>();
		if (target instanceof Target.Url url) {
			receipts.add(publish(new Address(url.url(), null, null, scheduleId), target, spec));
			return receipts;
		}
		String group = ((Target.UrlGroup) target).name();
		for (Endpoint endpoint : group(group)) {
			receipts.add(publish(new Address(endpoint.url(), group, endpoint.name(), scheduleId), target, spec));
		}
		return receipts;
	}

	private Receipt publish(Address address, Target target, MessageSpec spec) {
		String url = (address.topicName() != null) ? address.url() : null;
		Object identity = identity(address, target, spec);
		for (Published earlier : this.published) {
			if (identity != null && identity.equals(earlier.identity())
					&& this.now.isBefore(earlier.at().plus(DEDUPLICATION_WINDOW))) {
				return new Receipt(earlier.messageId(), url, true);
			}
		}
		ReferenceMessage message = accept(address, spec, null);
		this.published.add(new Published(identity, this.now, message.id()));
		return new Receipt(message.id(), url, false);
	}

	private static Object identity(Address address, Target target, MessageSpec spec) {
		String endpoint = (address.topicName() != null) ? address.url() : "";
		if (spec.deduplicationId() != null) {
			return List.of("id", spec.deduplicationId(), endpoint);
		}
		return spec.contentBasedDeduplication() ? List.of(target, spec.body(), spec.headers(), endpoint) : null;
	}

	ReferenceMessage accept(Address address, MessageSpec spec, ReferenceMessage source) {
		ReferenceQueue queue = (spec.queue() != null)
				? this.queues.computeIfAbsent(spec.queue(), (name) -> new ReferenceQueue()) : null;
		ReferenceMessage message = new ReferenceMessage(this.messages.size() + 1, address, spec, this.now, source,
				queue);
		this.messages.add(message);
		this.open.add(message);
		happened(message, "CREATED");
		if (spec.flowControl() != null) {
			this.keys.computeIfAbsent(message.key(), (name) -> new ReferenceKey()).bring(spec.flowControl());
		}
		message.due = this.now.plus((spec.delay() != null) ? spec.delay() : Duration.ZERO);
		if (!message.due.isAfter(this.now)) {
			arrive(message);
		}
		letGoOn();
		return message;
	}

	// Waiting

	// It has waited long enough; now it waits for others.
	void arrive(ReferenceMessage message) {
		message.place = Place.QUEUE;
		message.ticket = ++this.tickets;
	}

	// Let everything go on that may, until nothing may any more.
	void letGoOn() {
		boolean more = true;
		while (more) {
			Optional<ReferenceMessage> atKey = at(Place.KEY).filter(this::mayStart).findFirst();
			atKey.ifPresent(this::start);
			Optional<ReferenceMessage> atQueue = at(Place.QUEUE).filter(this::mayLeaveQueue).findFirst();
			atQueue.ifPresent(this::leaveQueue);
			more = atKey.isPresent() || atQueue.isPresent();
		}
	}

	// Those who wait at a place; who came first is first.
	private Stream<ReferenceMessage> at(Place place) {
		return open((message) -> message.place == place)
			.sorted(Comparator.comparing((ReferenceMessage message) -> message.ticket));
	}

	// Those that have begun come first.
	private boolean mayLeaveQueue(ReferenceMessage message) {
		ReferenceQueue queue = message.queue;
		if (queue == null || message.underWay) {
			return queue == null || !queue.paused;
		}
		boolean first = at(Place.QUEUE).noneMatch((other) -> other.queue == queue && other.underWay);
		return first && !queue.paused && underWay(queue) < queue.parallelism;
	}

	// A message holds its place in a queue until it and all callbacks about it have
	// ended.
	private long underWay(ReferenceQueue queue) {
		return open((message) -> true).map((message) -> (message.source != null) ? message.source : message)
			.filter((member) -> member.queue == queue && member.underWay)
			.distinct()
			.count();
	}

	private void leaveQueue(ReferenceMessage message) {
		message.underWay = message.queue != null;
		message.place = Place.KEY;
		message.ticket = ++this.tickets;
	}

	private boolean mayStart(ReferenceMessage message) {
		ReferenceKey key = this.keys.get(message.key());
		return key == null || (!key.paused && !key.full(counted(message.key())) && !key.rateUsed(this.now));
	}

	private int counted(String key) {
		return (int) open((message) -> message.counted && message.key().equals(key)).count();
	}

	private void start(ReferenceMessage message) {
		if (message.queue != null && message.queue.paused) {
			// its turn came when its queue was paused: back to that
			message.place = Place.QUEUE;
			message.ticket = ++this.tickets;
			return;
		}
		message.place = Place.RUNNING;
		message.attempts++;
		happened(message, "ACTIVE " + message.attempts);
		if (message.key() != null) {
			message.counted = true;
			this.keys.get(message.key()).started(this.now);
		}
	}

	// Ending

	void attemptEnded(ReferenceMessage message, AttemptOutcome outcome) {
		message.counted = false;
		if (outcome.status() >= 200 && outcome.status() < 300) {
			happened(message, "DELIVERED");
			callBack(message, message.spec.callback());
			end(message);
			return;
		}
		happened(message, "ERROR " + outcome.status());
		if (message.unwanted) {
			cancelled(message);
			return;
		}
		callBack(message, message.spec.callback());
		if (message.attempts > message.spec.retries() || outcome.status() == 489) {
			happened(message, "FAILED");
			message.dlqId = nextDlqId();
			this.deadLetters.add(message);
			callBack(message, message.spec.failureCallback());
			end(message);
			return;
		}
		message.place = Place.LATER;
		message.due = this.now.plus(retryDelay(message, outcome));
		happened(message, "RETRY " + message.due);
		letGoOn();
	}

	private static Duration retryDelay(ReferenceMessage message, AttemptOutcome outcome) {
		List<String> retryAfter = outcome.headers().get("Retry-After");
		if (retryAfter != null) {
			return Duration.ofSeconds(Long.parseLong(retryAfter.get(0)));
		}
		int retried = message.attempts - 1;
		if (message.spec.retryDelay() != null) {
			return Duration.ofMillis(RETRY_DELAYS.get(message.spec.retryDelay().text()).applyAsLong(retried));
		}
		return Duration.ofMillis(Math.round(BACK_OFF[retried] * 1000));
	}

	private void callBack(ReferenceMessage about, CallbackSpec callback) {
		if (callback != null) {
			MessageSpec spec = MessageSpec.builder()
				.retries((callback.retries() != null) ? callback.retries() : about.spec.retries())
				.retryDelay(callback.retryDelay())
				.build();
			accept(new Address(callback.url(), null, null, null), spec, about);
		}
	}

	private String nextDlqId() {
		String millis = this.now.toEpochMilli() + "-";
		return millis + this.messages.stream()
			.filter((message) -> message.dlqId != null && message.dlqId.startsWith(millis))
			.count();
	}

	void cancelled(ReferenceMessage message) {
		happened(message, "CANCELLED");
		end(message);
	}

	// Cancel those that can be; none starts because another one makes place.
	List<ReferenceMessage> cancel(Stream<ReferenceMessage> messages, int count) {
		List<ReferenceMessage> chosen = messages.filter(ReferenceMessage::cancellable).limit(count).toList();
		List<ReferenceMessage> waiting = chosen.stream().filter((message) -> !message.running()).toList();
		chosen.forEach((message) -> happened(message, "CANCEL_REQUESTED"));
		chosen.forEach((message) -> message.unwanted = true);
		waiting.forEach((message) -> message.place = Place.CANCELLING);
		waiting.forEach(this::cancelled);
		return chosen;
	}

	private void end(ReferenceMessage message) {
		message.place = Place.ENDED;
		message.counted = false;
		this.open.remove(message);
		letGoOn();
	}

	// Looking

	// Those that have not ended, in the order of their acceptance.
	Stream<ReferenceMessage> open(Predicate<ReferenceMessage> which) {
		return this.open.stream().filter(which);
	}

	List<ReferenceMessage> messages() {
		return this.messages;
	}

	List<ReferenceMessage> deadLetters() {
		return this.deadLetters;
	}

	Map<String, ReferenceQueue> queues() {
		return this.queues;
	}

	Map<String, ReferenceKey> keys() {
		return this.keys;
	}

	Map<String, List<Endpoint>> groups() {
		return this.groups;
	}

	ReferenceSchedules schedules() {
		return this.schedules;
	}

	List<Endpoint> group(String name) {
		if (!this.groups.containsKey(name)) {
			throw RefusedException.notFound(name);
		}
		return this.groups.get(name);
	}

	FlowKeyView view(String key) {
		int waiting = (int) at(Place.KEY).filter((message) -> key.equals(message.key())).count();
		return this.keys.get(key).view(key, waiting, counted(key), this.now);
	}

	// Return what happened since this was asked last.
	List<Happening> news() {
		List<Happening> news = List.copyOf(this.happenings);
		this.happenings.clear();
		return news;
	}

	private void happened(ReferenceMessage message, String what) {
		this.happenings.add(new Happening(message.id(), message.spec, what));
	}

	private record Published(Object identity, Instant at, String messageId) {

	}

}
