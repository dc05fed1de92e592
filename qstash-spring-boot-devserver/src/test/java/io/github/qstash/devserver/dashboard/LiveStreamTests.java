package io.github.qstash.devserver.dashboard;

import java.time.Clock;
import java.time.Duration;

import io.github.qstash.devserver.engine.Engine;
import io.github.qstash.devserver.runtime.Account;
import io.github.qstash.devserver.runtime.EngineLoop;
import io.github.qstash.devserver.runtime.RandomIds;
import io.github.qstash.signature.SigningKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class LiveStreamTests {

	private final EngineLoop loop = new EngineLoop(Clock.systemUTC(), (request, keys) -> Mono.never(),
			() -> new Engine(new RandomIds()), false, Duration.ofSeconds(1));

	private final Account account = this.loop.addAccount(SigningKeys.of("sig_current", "sig_next"));

	@AfterEach
	void stop() {
		this.loop.close();
	}

	@Test
	void clientThatReadsNothingGetsNothingAndIsDropped() {
		StepVerifier
			.withVirtualTime(
					() -> new LiveStream(this.account, MessageQuery.parse(""), null, Clock.systemUTC(), () -> false)
						.events())
			.expectSubscription()
			.expectNoEvent(Duration.ofSeconds(29))
			.thenAwait(Duration.ofSeconds(2))
			.expectComplete()
			.verify(Duration.ofSeconds(5));
	}

	@Test
	void quietStreamIsKeptAlive() {
		String known = this.account.position().epoch() + "/" + this.account.position().event();
		StepVerifier
			.withVirtualTime(
					() -> new LiveStream(this.account, MessageQuery.parse(""), known, Clock.systemUTC(), () -> true)
						.events())
			.thenAwait(Duration.ofSeconds(31))
			.expectNextMatches((event) -> event.startsWith(": "))
			.expectNextMatches((event) -> event.startsWith(": "))
			.expectNextMatches((event) -> event.startsWith(": "))
			.thenCancel()
			.verify(Duration.ofSeconds(5));
	}

}
