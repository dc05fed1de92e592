package io.github.qstash.devserver.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.qstash.devserver.engine.AttemptOutcome;
import io.github.qstash.devserver.engine.AttemptRequest;
import io.github.qstash.devserver.engine.Body;
import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.DeadLetter;
import io.github.qstash.devserver.engine.DeadLetterCommand;
import io.github.qstash.devserver.engine.DeadLetterFilter;
import io.github.qstash.devserver.engine.Engine;
import io.github.qstash.devserver.engine.LogEntry;
import io.github.qstash.devserver.engine.LogFilter;
import io.github.qstash.devserver.engine.LogState;
import io.github.qstash.devserver.engine.MessageField;
import io.github.qstash.devserver.engine.MessageFilter;
import io.github.qstash.devserver.engine.MessageSpec;
import io.github.qstash.devserver.engine.Page;
import io.github.qstash.devserver.engine.RefusedException;
import io.github.qstash.devserver.engine.Target;
import io.github.qstash.devserver.fixtures.MovableClock;
import io.github.qstash.signature.SigningKeys;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EngineLoopTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final int BROKEN = -1;

	private final TestSender sender = new TestSender();

	private final AtomicInteger ids = new AtomicInteger();

	private final Semaphore askedForId = new Semaphore(0);

	private volatile CountDownLatch slowIds;

	private final MovableClock clock = new MovableClock("2026-03-01T12:00:00Z");

	private EngineLoop loop = loop(this.clock, false);

	private Account account = account();

	@AfterEach
	void close() {
		this.sender.endAll();
		this.loop.close();
	}

	@Test
	void outcomeComesBackAsCommand() {
		String id = publish(MessageSpec.builder());
		this.sender.await(1).end(ok());
		awaitStates(id, LogState.CREATED, LogState.ACTIVE, LogState.DELIVERED);
	}

	@Test
	void requestIsSentWithTheKeysOfItsAccount() {
		Account other = this.loop.addAccount(SigningKeys.of("other", null));
		other.submit(publish("http://a.example", MessageSpec.builder())).block(LIMIT);
		assertThat(this.sender.await(1).keys.current()).isEqualTo("other");
	}

	@Test
	void accountsShareNothing() {
		String id = publish(MessageSpec.builder().delay(Duration.ofHours(1)));
		Account other = this.loop.addAccount(SigningKeys.of("other", null));
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> other.submit(new Command.GetMessage(id)).block(LIMIT));
		assertThat(this.account.submit(new Command.GetMessage(id)).block(LIMIT)).isNotNull();
	}

	@Test
	void whatIsDueLaterStartsByItselfWithTheRealClock() {
		this.loop.close();
		this.loop = loop(Clock.systemUTC(), false);
		this.account = account();
		Instant published = Instant.now();
		publish(MessageSpec.builder().delay(Duration.ofMillis(300)));
		this.sender.await(1);
		assertThat(Duration.between(published, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(300));
	}

	@Test
	void timerIsArmedAnewWhenSomethingIsDueEarlier() {
		this.loop.close();
		this.loop = loop(Clock.systemUTC(), false);
		this.account = account();
		publish(MessageSpec.builder().delay(Duration.ofHours(1)));
		publish(MessageSpec.builder().delay(Duration.ofMillis(100)));
		assertThat(this.sender.await(1).request.messageId()).isEqualTo("msg_2");
	}

	@Test
	void whenClockIsMovedThenTheNextCommandStartsWhatIsDue() {
		String id = publish(MessageSpec.builder().delay(Duration.ofHours(1)));
		this.clock.advance(Duration.ofHours(1));
		this.account.submit(new Command.Tick()).block(LIMIT);
		assertThat(this.sender.await(1).request.messageId()).isEqualTo(id);
	}

	@Test
	void failureOfTheSenderIsTheOutcome() {
		this.sender.failing = true;
		String id = publish(MessageSpec.builder().retries(0));
		awaitStates(id, LogState.CREATED, LogState.ACTIVE, LogState.ERROR, LogState.FAILED);
		assertThat(logs(id)).extracting(LogEntry::outcome)
			.contains(new AttemptOutcome.Failed("delivery failed: IllegalStateException"));
	}

	@Test
	void commandThatFailsDoesNotStopTheLoop() {
		this.ids.set(BROKEN);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> publish(MessageSpec.builder()))
			.withMessage("no ids");
		this.ids.set(0);
		String id = publish(MessageSpec.builder());
		assertThat(this.sender.await(1).request.messageId()).isEqualTo(id);
	}

	@Test
	void refusalIsTheErrorOfTheReply() {
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> this.account.submit(new Command.GetMessage("msg_unknown")).block(LIMIT))
			.withMessageContaining("msg_unknown");
	}

	@Test
	void replyLeavesTheThreadOfTheEngine() {
		AtomicReference<String> thread = new AtomicReference<>();
		this.account.submit(new Command.ListUrlGroups())
			.doOnNext((groups) -> thread.set(Thread.currentThread().getName()))
			.block(LIMIT);
		assertThat(thread.get()).doesNotContain("qstash-devserver-engine");
	}

	@Test
	void commandsAreCarriedOutInOrder() {
		List<String> received = Flux.range(0, 500)
			.flatMapSequential(
					(i) -> this.account.submit(publish("http://a.example", MessageSpec.builder().delay(LIMIT))), 500)
			.map((receipts) -> receipts.get(0).messageId())
			.collectList()
			.block(LIMIT);
		assertThat(received).hasSize(500).startsWith("msg_1", "msg_2").endsWith("msg_500");
	}

	@Test
	void heldDeliveriesStartWhenOpened() {
		holdAtStart();
		List<String> ids = List.of(publish(MessageSpec.builder()), publish(MessageSpec.builder()));
		assertNothingRuns();
		this.loop.openDeliveries();
		this.sender.await(2);
		assertThat(this.sender.sent()).containsExactlyInAnyOrderElementsOf(ids);
	}

	@Test
	void holdingWaitsForRunningDeliveriesAndKeepsNewOnesBack() {
		publish(MessageSpec.builder());
		TestSender.Attempt running = this.sender.await(1);
		AtomicBoolean ended = new AtomicBoolean();
		Mono<Boolean> held = this.loop.holdDeliveries().then(Mono.fromSupplier(ended::get)).cache();
		held.subscribe();
		String second = publish(MessageSpec.builder());
		ended.set(true);
		running.end(ok());
		// does not come if the second runs: nobody ends that
		assertThat(held.block(LIMIT)).isTrue();
		assertThat(this.sender.attempts).hasSize(1);
		this.loop.openDeliveries();
		assertThat(this.sender.await(2).request.messageId()).isEqualTo(second);
	}

	@Test
	void holdingHoldsABacklog() {
		int width = AttemptSender.ATTEMPTS_PER_LANE;
		List<String> ids = Flux.range(0, 3 * width)
			.concatMap((i) -> this.account.submit(publish("http://a.example", MessageSpec.builder())))
			.map((receipts) -> receipts.get(0).messageId())
			.collectList()
			.block(LIMIT);
		this.sender.await(width);
		Mono<Void> held = this.loop.holdDeliveries().cache();
		held.subscribe();
		// all that came before has been carried out
		this.account.submit(new Command.ListUrlGroups()).block(LIMIT);
		this.sender.endAll();
		held.block(LIMIT);
		assertNothingRuns();
		assertThat(this.sender.sent()).containsExactlyInAnyOrderElementsOf(ids.subList(0, width));
		this.loop.openDeliveries();
		this.sender.await(2 * width);
		this.sender.endAll();
		this.sender.await(3 * width);
		assertThat(this.sender.sent()).containsExactlyInAnyOrderElementsOf(ids);
	}

	@Test
	void manyDeliveriesThatFailAtOnceAllEnd() {
		this.sender.failing = true;
		List<String> ids = Flux.range(0, 5000)
			.concatMap((i) -> this.account.submit(publish("http://a.example", MessageSpec.builder().retries(0))))
			.map((receipts) -> receipts.get(0).messageId())
			.collectList()
			.block(LIMIT);
		Awaitility.await().atMost(LIMIT).until(() -> numberOfDeadLetters() == ids.size());
	}

	@Test
	void whenAHeldMessageIsCancelledThenItIsNeverSent() {
		holdAtStart();
		String cancelled = publish(MessageSpec.builder());
		String other = publish(MessageSpec.builder());
		assertThat(cancel(cancelled)).isEqualTo(1);
		assertThat(states(cancelled)).containsExactly(LogState.CREATED, LogState.ACTIVE, LogState.CANCEL_REQUESTED,
				LogState.CANCELLED);
		this.loop.openDeliveries();
		this.sender.await(1).end(ok());
		awaitStates(other, LogState.CREATED, LogState.ACTIVE, LogState.DELIVERED);
		assertThat(this.sender.sent()).containsExactly(other);
	}

	@Test
	void whenAMessageThatWaitsForOthersIsCancelledThenItIsNeverSent() {
		int width = AttemptSender.ATTEMPTS_PER_LANE;
		for (int i = 0; i < width; i++) {
			publish(MessageSpec.builder());
		}
		String cancelled = publish(MessageSpec.builder());
		String last = publish(MessageSpec.builder());
		cancel(cancelled);
		assertThat(states(cancelled)).endsWith(LogState.CANCELLED);
		this.sender.await(width);
		this.sender.endAll();
		assertThat(this.sender.await(width + 1).request.messageId()).isEqualTo(last);
	}

	@Test
	void whenAMessageThatIsOnItsWayIsCancelledThenItsOutcomeCounts() {
		String id = publish(MessageSpec.builder());
		TestSender.Attempt running = this.sender.await(1);
		assertThat(cancel(id)).isEqualTo(1);
		assertThat(states(id)).endsWith(LogState.ACTIVE, LogState.CANCEL_REQUESTED);
		assertThat(running.cancelled).isFalse();
		running.end(ok());
		awaitStates(id, LogState.CREATED, LogState.ACTIVE, LogState.CANCEL_REQUESTED, LogState.DELIVERED);
	}

	@Test
	void resetForgetsEverythingAndBreaksOffWhatRuns() {
		String id = publish(MessageSpec.builder());
		TestSender.Attempt running = this.sender.await(1);
		this.loop.reset().block(LIMIT);
		assertThat(running.cancelled).isTrue();
		assertThat(logs(id)).isEmpty();
	}

	@Test
	void outcomeOfAnEarlierTimeIsDropped() throws InterruptedException {
		String earlier = publish(MessageSpec.builder());
		TestSender.Attempt attempt = this.sender.await(1);
		CountDownLatch busy = idsAreSlow();
		this.account.submit(publish("http://a.example", MessageSpec.builder())).subscribe();
		assertThat(this.askedForId.tryAcquire(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		// while the engine is busy, the outcome comes in behind the reset
		this.loop.reset().subscribe();
		Mono<String> later = this.account.submit(publish("http://a.example", MessageSpec.builder()))
			.map((receipts) -> receipts.get(0).messageId())
			.cache();
		later.subscribe();
		attempt.end(ok());
		this.ids.set(0);
		busy.countDown();
		assertThat(later.block(LIMIT)).isEqualTo(earlier);
		assertThat(states(earlier)).containsExactly(LogState.CREATED, LogState.ACTIVE);
	}

	@Test
	void resetForgetsHeldDeliveries() {
		holdAtStart();
		publish(MessageSpec.builder());
		this.loop.reset().block(LIMIT);
		String id = publish(MessageSpec.builder());
		this.loop.openDeliveries();
		assertThat(this.sender.await(1).request.messageId()).isEqualTo(id);
		assertThat(this.sender.attempts).hasSize(1);
	}

	@Test
	void closeLetsARunningDeliveryEnd() {
		publish(MessageSpec.builder());
		TestSender.Attempt running = this.sender.await(1);
		running.endAfter(Duration.ofMillis(200), ok());
		this.loop.close();
		assertThat(running.cancelled).isFalse();
	}

	@Test
	void closeBreaksOffADeliveryThatHangs() {
		publish(MessageSpec.builder());
		TestSender.Attempt hanging = this.sender.await(1);
		this.loop.close();
		assertThat(hanging.cancelled).isTrue();
	}

	@Test
	void closeWorksOnAThreadThatMustNotBlock() {
		publish(MessageSpec.builder());
		TestSender.Attempt running = this.sender.await(1);
		running.endAfter(Duration.ofMillis(100), ok());
		Mono.fromRunnable(this.loop::close).subscribeOn(Schedulers.single()).block(LIMIT);
		assertThat(running.cancelled).isFalse();
	}

	@Test
	void interruptedCloseEndsTheThreadAndStaysInterrupted() {
		publish(MessageSpec.builder());
		TestSender.Attempt running = this.sender.await(1);
		Thread.currentThread().interrupt();
		this.loop.close();
		assertThat(Thread.interrupted()).isTrue();
		Awaitility.await().atMost(LIMIT).until(() -> running.cancelled);
	}

	@Test
	void closedLoopRefusesCommands() {
		this.loop.close();
		this.loop.close();
		assertThatExceptionOfType(EngineUnavailableException.class)
			.isThrownBy(() -> this.account.submit(new Command.ListUrlGroups()).block(LIMIT));
		assertThatExceptionOfType(EngineUnavailableException.class).isThrownBy(() -> this.loop.reset().block(LIMIT));
	}

	@Test
	void commandsThatCameBeforeCloseAreAnswered() {
		Mono<Long> replies = Flux.range(0, 1000)
			.flatMap((i) -> this.account.submit(new Command.ListUrlGroups()).thenReturn(i).onErrorReturn(i), 1000)
			.count()
			.cache();
		replies.subscribe();
		this.loop.close();
		assertThat(replies.block(LIMIT)).isEqualTo(1000);
	}

	private EngineLoop loop(Clock clock, boolean holdDeliveries) {
		return new EngineLoop(clock, this.sender, () -> new Engine(this::nextId), holdDeliveries,
				Duration.ofMillis(500));
	}

	private String nextId(String prefix) {
		if (this.ids.get() == BROKEN) {
			throw new IllegalStateException("no ids");
		}
		CountDownLatch latch = this.slowIds;
		if (latch != null) {
			this.slowIds = null;
			this.askedForId.release();
			await(latch);
			return "msg_slow";
		}
		return "msg_" + this.ids.incrementAndGet();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private Account account() {
		return this.loop.addAccount(SigningKeys.of("sig_current", "sig_next"));
	}

	private String publish(MessageSpec.Builder message) {
		return this.account.submit(publish("http://a.example", message)).block(LIMIT).get(0).messageId();
	}

	private static Command.Publish publish(String url, MessageSpec.Builder message) {
		return new Command.Publish(new Target.Url(url), message.body(Body.of("body")).build());
	}

	private List<LogEntry> logs(String messageId) {
		return this.account
			.submit(new Command.ListLogs(LogFilter.builder()
				.messages(MessageFilter.builder().with(MessageField.MESSAGE_ID, List.of(messageId)).build())
				.build()))
			.block(LIMIT)
			.entries();
	}

	/** In the order in which they were reached. */
	private List<LogState> states(String messageId) {
		List<LogState> states = new ArrayList<>(logs(messageId).stream().map(LogEntry::state).toList());
		Collections.reverse(states);
		return states;
	}

	private void awaitStates(String messageId, LogState... states) {
		Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(states(messageId)).containsExactly(states));
	}

	private int cancel(String messageId) {
		return this.account.submit(new Command.CancelMessage(messageId)).block(LIMIT);
	}

	private int numberOfDeadLetters() {
		DeadLetterFilter.Builder filter = DeadLetterFilter.builder();
		int count = 0;
		Page<DeadLetter> page;
		do {
			page = this.account.submit(new DeadLetterCommand.Find(filter.build())).block(LIMIT);
			count += page.entries().size();
			filter.cursor(page.cursor());
		}
		while (page.cursor() != null);
		return count;
	}

	private void holdAtStart() {
		this.loop.close();
		this.loop = loop(this.clock, true);
		this.account = account();
	}

	/** Attempts in this test do not end by themselves, so holding would wait. */
	private void assertNothingRuns() {
		this.loop.holdDeliveries().block(LIMIT);
	}

	/** Let the next id, and with it the engine, wait for the latch. */
	private CountDownLatch idsAreSlow() {
		CountDownLatch latch = new CountDownLatch(1);
		this.slowIds = latch;
		return latch;
	}

	private static AttemptOutcome ok() {
		return new AttemptOutcome.Responded(200, Map.of(), Body.empty());
	}

	/** Shows the attempts to the test, which ends them. */
	private static final class TestSender implements AttemptSender {

		private final List<Attempt> attempts = new CopyOnWriteArrayList<>();

		private volatile boolean failing;

		@Override
		public Mono<AttemptOutcome> send(AttemptRequest request, SigningKeys keys) {
			if (this.failing) {
				throw new IllegalStateException("broken");
			}
			Attempt attempt = new Attempt(request, keys);
			this.attempts.add(attempt);
			return attempt.outcome.asMono().doOnCancel(() -> attempt.cancelled = true);
		}

		Attempt await(int count) {
			Awaitility.await().atMost(LIMIT).until(() -> this.attempts.size() >= count);
			return this.attempts.get(count - 1);
		}

		List<String> sent() {
			return this.attempts.stream().map((attempt) -> attempt.request.messageId()).toList();
		}

		void endAll() {
			this.attempts.forEach((attempt) -> attempt.end(ok()));
		}

		private static final class Attempt {

			private final AttemptRequest request;

			private final SigningKeys keys;

			private final Sinks.One<AttemptOutcome> outcome = Sinks.one();

			private volatile boolean cancelled;

			Attempt(AttemptRequest request, SigningKeys keys) {
				this.request = request;
				this.keys = keys;
			}

			void end(AttemptOutcome end) {
				this.outcome.tryEmitValue(end);
			}

			void endAfter(Duration delay, AttemptOutcome end) {
				Mono.delay(delay).subscribe((tick) -> end(end));
			}

		}

	}

}
