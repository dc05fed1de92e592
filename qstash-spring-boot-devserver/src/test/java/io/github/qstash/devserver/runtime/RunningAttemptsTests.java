package io.github.qstash.devserver.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.qstash.devserver.engine.AttemptOutcome;
import io.github.qstash.devserver.engine.AttemptRequest;
import io.github.qstash.devserver.engine.Body;
import io.github.qstash.signature.SigningKeys;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

class RunningAttemptsTests {

	private static final int WIDTH = AttemptSender.ATTEMPTS_PER_LANE;

	private final AttemptOutcome outcome = new AttemptOutcome.Responded(200, Map.of(), Body.empty());

	private final RunningAttempts attempts = new RunningAttempts((request, keys) -> Mono.just(this.outcome), true);

	private final BlockingQueue<RunningAttempts.Ended> ended = new LinkedBlockingQueue<>();

	@Test
	void endCountsOnce() throws InterruptedException {
		RunningAttempts.Ended end = startAndAwaitEnd();
		assertThat(end.outcome()).isEqualTo(this.outcome);
		assertThat(this.attempts.finish(end)).isTrue();
		assertThat(this.attempts.finish(end)).isFalse();
	}

	@Test
	void endThatArrivedBeforeTheAbortDoesNotCountAfterIt() throws InterruptedException {
		RunningAttempts.Ended end = startAndAwaitEnd();
		this.attempts.abortAll();
		assertThat(this.attempts.finish(end)).isFalse();
	}

	@Test
	void closedGateIsIdleOnceTheLastAttemptIsFinished() throws InterruptedException {
		RunningAttempts.Ended first = startAndAwaitEnd();
		RunningAttempts.Ended second = startAndAwaitEnd();
		AtomicInteger idle = new AtomicInteger();
		this.attempts.closeGate(idle::incrementAndGet);
		this.attempts.finish(first);
		assertThat(idle).hasValue(0);
		this.attempts.finish(second);
		assertThat(idle).hasValue(1);
		this.attempts.closeGate(idle::incrementAndGet);
		assertThat(idle).hasValue(2);
	}

	@Test
	void abortMakesIdle() throws InterruptedException {
		startAndAwaitEnd();
		AtomicInteger idle = new AtomicInteger();
		this.attempts.closeGate(idle::incrementAndGet);
		this.attempts.abortAll();
		assertThat(idle).hasValue(1);
	}

	@Test
	void attemptRunsWhenItsLaneHasRoom() throws InterruptedException {
		List<RunningAttempts.Ended> ends = fillLane("http://slow.example");
		start("msg_last", "http://slow.example");
		start("msg_other", "http://fast.example");
		assertThat(idOf(awaitEnd())).isEqualTo("msg_other");
		assertThat(this.ended).isEmpty();
		this.attempts.finish(ends.get(5));
		assertThat(idOf(awaitEnd())).isEqualTo("msg_last");
	}

	@Test
	void closedGateHoldsWhatWaitsInALane() throws InterruptedException {
		List<RunningAttempts.Ended> ends = fillLane("http://slow.example");
		start("msg_last", "http://slow.example");
		AtomicInteger idle = new AtomicInteger();
		this.attempts.closeGate(idle::incrementAndGet);
		ends.forEach(this.attempts::finish);
		// it would be running otherwise
		assertThat(idle).hasValue(1);
		this.attempts.openGate();
		assertThat(idOf(awaitEnd())).isEqualTo("msg_last");
	}

	@Test
	void openedGateLetsInNoMoreThanALaneHasRoomFor() throws InterruptedException {
		this.attempts.closeGate(() -> {
		});
		for (int i = 0; i <= WIDTH; i++) {
			start("msg_" + i, "http://slow.example");
		}
		this.attempts.openGate();
		RunningAttempts.Ended first = awaitEnd();
		for (int i = 1; i < WIDTH; i++) {
			assertThat(idOf(awaitEnd())).isNotEqualTo("msg_" + WIDTH);
		}
		this.attempts.finish(first);
		assertThat(idOf(awaitEnd())).isEqualTo("msg_" + WIDTH);
	}

	@Test
	void whatIsHeldCanBeWithdrawn() throws InterruptedException {
		this.attempts.closeGate(() -> {
		});
		start("msg_1", "http://a.example");
		start("msg_2", "http://a.example");
		assertThat(this.attempts.withdraw(id("msg_1"))).isTrue();
		assertThat(this.attempts.withdraw(id("msg_1"))).isFalse();
		this.attempts.openGate();
		RunningAttempts.Ended end = awaitEnd();
		assertThat(idOf(end)).isEqualTo("msg_2");
		AtomicInteger idle = new AtomicInteger();
		this.attempts.finish(end);
		this.attempts.closeGate(idle::incrementAndGet);
		assertThat(idle).hasValue(1);
	}

	@Test
	void whatWaitsInALaneCanBeWithdrawn() throws InterruptedException {
		List<RunningAttempts.Ended> ends = fillLane("http://slow.example");
		start("msg_withdrawn", "http://slow.example");
		start("msg_last", "http://slow.example");
		assertThat(this.attempts.withdraw(id("msg_withdrawn"))).isTrue();
		ends.forEach(this.attempts::finish);
		assertThat(idOf(awaitEnd())).isEqualTo("msg_last");
	}

	@Test
	void whatRunsCannotBeWithdrawn() throws InterruptedException {
		RunningAttempts.Ended end = startAndAwaitEnd();
		assertThat(this.attempts.withdraw(id("msg_1"))).isFalse();
		assertThat(this.attempts.finish(end)).isTrue();
		assertThat(this.attempts.withdraw(id("msg_1"))).isFalse();
	}

	@Test
	void attemptsOfOthersAreNotWithdrawn() {
		this.attempts.closeGate(() -> {
		});
		start("msg_1", "http://a.example");
		assertThat(this.attempts.withdraw(new RunningAttempts.Id("another", "msg_1", 1))).isFalse();
		assertThat(this.attempts.withdraw(new RunningAttempts.Id("owner", "msg_1", 2))).isFalse();
	}

	private List<RunningAttempts.Ended> fillLane(String url) throws InterruptedException {
		List<RunningAttempts.Ended> ends = new ArrayList<>();
		for (int i = 0; i < WIDTH; i++) {
			start("msg_" + i, url);
			ends.add(awaitEnd());
		}
		return ends;
	}

	private RunningAttempts.Ended startAndAwaitEnd() throws InterruptedException {
		start("msg_1", "http://a.example");
		return awaitEnd();
	}

	private void start(String messageId, String url) {
		AttemptRequest request = new AttemptRequest(messageId, 1, url, "POST", Map.of(), Body.empty(),
				Duration.ofSeconds(1), 0, null, null, "127.0.0.1");
		this.attempts.start(id(messageId), request, () -> SigningKeys.of("sig_current", null), this.ended::add);
	}

	private RunningAttempts.Ended awaitEnd() throws InterruptedException {
		RunningAttempts.Ended end = this.ended.poll(5, TimeUnit.SECONDS);
		assertThat(end).isNotNull();
		return end;
	}

	private static RunningAttempts.Id id(String messageId) {
		return new RunningAttempts.Id("owner", messageId, 1);
	}

	private static String idOf(RunningAttempts.Ended end) {
		return end.attempt().id().messageId();
	}

}
