package io.github.qstash.devserver.runtime;

import java.time.Duration;
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

	private RunningAttempts.Ended startAndAwaitEnd() throws InterruptedException {
		AttemptRequest request = new AttemptRequest("msg_1", 1, "http://a.example", "POST", Map.of(), Body.empty(),
				Duration.ofSeconds(1), 0, null, null, "127.0.0.1");
		this.attempts.start(request, SigningKeys.of("sig_current", null), this.ended::add);
		RunningAttempts.Ended end = this.ended.poll(5, TimeUnit.SECONDS);
		assertThat(end).isNotNull();
		return end;
	}

}
