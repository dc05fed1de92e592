package io.github.qstash.devserver.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.qstash.devserver.engine.AttemptOutcome;
import io.github.qstash.devserver.engine.AttemptRequest;
import io.github.qstash.signature.SigningKeys;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The attempts that the engines have started. They wait for their turn in the lane of
 * their destination, and everything waits while the gate is closed; only what is with the
 * sender is running. Belongs to the thread of the loop.
 */
final class RunningAttempts {

	private static final int MOST_DESCRIBED = 10;

	private final AttemptSender sender;

	private final Map<String, Lane<Attempt>> lanes = new LinkedHashMap<>();

	private final Map<Id, Attempt> waiting = new HashMap<>();

	private final Set<Attempt> running = new HashSet<>();

	private final List<Runnable> onIdle = new ArrayList<>();

	private boolean gateOpen;

	private long started;

	RunningAttempts(AttemptSender sender, boolean gateOpen) {
		this.sender = sender;
		this.gateOpen = gateOpen;
	}

	void openGate() {
		this.gateOpen = true;
		this.lanes.values().forEach(this::advance);
	}

	/**
	 * Hold back, from now on, every attempt that is not running.
	 * @param onIdle is run once no attempt is running any more
	 */
	void closeGate(Runnable onIdle) {
		this.gateOpen = false;
		this.onIdle.add(onIdle);
		notifyIfIdle();
	}

	/**
	 * Start an attempt, as soon as the gate is open and its lane has room.
	 * @param id what it can be withdrawn by
	 * @param request what to send
	 * @param keys tells the keys to sign with, when it is sent
	 * @param ended gets the end of the attempt, on any thread, unless it is withdrawn or
	 * aborted
	 */
	void start(Id id, AttemptRequest request, Supplier<SigningKeys> keys, Consumer<Ended> ended) {
		Attempt attempt = new Attempt(id, ++this.started, this.sender.lane(request), request, keys, ended);
		Lane<Attempt> lane = this.lanes.computeIfAbsent(attempt.lane,
				(name) -> new Lane<>(AttemptSender.ATTEMPTS_PER_LANE));
		lane.enter(attempt);
		this.waiting.put(id, attempt);
		advance(lane);
	}

	boolean areRunning() {
		return !this.running.isEmpty();
	}

	boolean isEmpty() {
		return this.running.isEmpty() && this.waiting.isEmpty();
	}

	/**
	 * Describe the attempts, in the order in which the engines started them.
	 * @return what each of the first ones is doing, and how many more there are
	 */
	List<String> describe() {
		List<Attempt> all = Stream.concat(this.running.stream(), this.waiting.values().stream())
			.sorted(Comparator.comparingLong(Attempt::startNumber))
			.toList();
		List<String> texts = new ArrayList<>();
		all.stream().limit(MOST_DESCRIBED).forEach((attempt) -> texts.add(describe(attempt)));
		if (all.size() > MOST_DESCRIBED) {
			texts.add("and " + (all.size() - MOST_DESCRIBED) + " more attempts");
		}
		return texts;
	}

	private String describe(Attempt attempt) {
		return attempt + (this.running.contains(attempt)
				? ", running for " + Duration.ofNanos(System.nanoTime() - attempt.runningSince).toMillis() + " ms"
				: this.gateOpen ? ", waiting for its turn" : ", held back until deliveries are opened");
	}

	/**
	 * Withdraw an attempt that still waits.
	 * @param id the attempt
	 * @return whether it will never run; not if it is running or has ended
	 */
	boolean withdraw(Id id) {
		Attempt attempt = this.waiting.remove(id);
		if (attempt == null) {
			return false;
		}
		Lane<Attempt> lane = lane(attempt);
		lane.withdraw(attempt);
		removeIfEmpty(attempt.lane, lane);
		return true;
	}

	/**
	 * Take note that the end of an attempt has arrived.
	 * @param ended the end
	 * @return whether it counts; not if the attempt was aborted meanwhile
	 */
	boolean finish(Ended ended) {
		Attempt attempt = ended.attempt();
		boolean counts = this.running.remove(attempt);
		if (counts) {
			Lane<Attempt> lane = lane(attempt);
			lane.leave();
			advance(lane);
			removeIfEmpty(attempt.lane, lane);
		}
		notifyIfIdle();
		return counts;
	}

	/**
	 * Forget what waits and break off what is running.
	 */
	void abortAll() {
		this.lanes.clear();
		this.waiting.clear();
		List<Attempt> aborted = List.copyOf(this.running);
		this.running.clear();
		aborted.forEach((attempt) -> attempt.subscription.dispose());
		notifyIfIdle();
	}

	private void advance(Lane<Attempt> lane) {
		Attempt next = next(lane);
		while (next != null) {
			this.waiting.remove(next.id);
			this.running.add(next);
			next.runningSince = System.nanoTime();
			send(next);
			next = next(lane);
		}
	}

	private @Nullable Attempt next(Lane<Attempt> lane) {
		return this.gateOpen ? lane.next() : null;
	}

	private void send(Attempt attempt) {
		attempt.subscription = sending(attempt)
			.onErrorResume(
					(ex) -> Mono.just(new AttemptOutcome.Failed("delivery failed: " + ex.getClass().getSimpleName())))
			.defaultIfEmpty(new AttemptOutcome.Failed("delivery ended without an outcome"))
			.subscribeOn(Schedulers.parallel())
			.subscribe((outcome) -> attempt.ended.accept(new Ended(attempt, outcome)));
	}

	// asked for at once, so that attempts are in order; sent on another thread
	private Mono<AttemptOutcome> sending(Attempt attempt) {
		try {
			return this.sender.send(attempt.request, attempt.keys.get());
		}
		catch (RuntimeException ex) {
			return Mono.error(ex);
		}
	}

	private Lane<Attempt> lane(Attempt attempt) {
		return Objects.requireNonNull(this.lanes.get(attempt.lane));
	}

	private void removeIfEmpty(String name, Lane<Attempt> lane) {
		if (lane.isEmpty()) {
			this.lanes.remove(name);
		}
	}

	private void notifyIfIdle() {
		if (this.running.isEmpty() && !this.onIdle.isEmpty()) {
			List<Runnable> waiting = List.copyOf(this.onIdle);
			this.onIdle.clear();
			waiting.forEach(Runnable::run);
		}
	}

	/**
	 * Names an attempt.
	 *
	 * @param owner whose message it is
	 * @param messageId id of the message
	 * @param attempt number of the attempt
	 */
	record Id(Object owner, String messageId, int attempt) {

	}

	/** One attempt, by identity. */
	static final class Attempt {

		private final Id id;

		private final long startNumber;

		private final String lane;

		private final AttemptRequest request;

		private final Supplier<SigningKeys> keys;

		private final Consumer<Ended> ended;

		private long runningSince;

		private Disposable subscription = () -> {
		};

		private Attempt(Id id, long startNumber, String lane, AttemptRequest request, Supplier<SigningKeys> keys,
				Consumer<Ended> ended) {
			this.id = id;
			this.startNumber = startNumber;
			this.lane = lane;
			this.request = request;
			this.keys = keys;
			this.ended = ended;
		}

		Id id() {
			return this.id;
		}

		long startNumber() {
			return this.startNumber;
		}

		@Override
		public String toString() {
			return "attempt " + this.request.attempt() + " of message " + this.request.messageId() + " to "
					+ this.request.url();
		}

	}

	record Ended(Attempt attempt, AttemptOutcome outcome) {

	}

}
