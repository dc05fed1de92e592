package io.github.qstash.testing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link NoBlockingCalls}: without them nobody would notice that nothing is
 * watched.
 */
class NoBlockingCallsTests {

	private final LoopResources loops = LoopResources.create("watched");

	@AfterEach
	void stop() {
		this.loops.dispose();
	}

	@Test
	void blockingCallOfAnEventLoopFailsTheTestEvenIfItsErrorIsSwallowed() {
		assertThat(this.loops.onClient(true).submit(() -> new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS)))
			.failsWithin(Duration.ofSeconds(10));
		assertTestFails();
	}

	@Test
	void blockingCallOfASchedulerFailsTheTestEvenIfItsErrorIsSwallowed() {
		Mono.delay(Duration.ofMillis(1))
			.flatMap((tick) -> Mono.fromCallable(() -> new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS)))
			.onErrorComplete()
			.block(Duration.ofSeconds(10));
		assertTestFails();
	}

	private static void assertTestFails() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(NoBlockingCalls::check)
			.withMessageStartingWith("Blocking calls: 1")
			.withCauseInstanceOf(BlockingOperationError.class);
	}

}
