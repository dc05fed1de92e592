package io.github.qstash.autoconfigure.receive;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.qstash.client.QStashAuthenticationException;
import io.github.qstash.client.RequestKind;
import io.github.qstash.signature.SigningKeys;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.publisher.PublisherProbe;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link FetchedSigningKeys}.
 */
@ExtendWith(OutputCaptureExtension.class)
class FetchedSigningKeysTests {

	private static final SigningKeys OLD = SigningKeys.of("sig_secret_1", "sig_secret_2");

	private static final SigningKeys NEW = SigningKeys.of("sig_secret_2", "sig_secret_3");

	private static final IllegalStateException FAILURE = new IllegalStateException("out of order");

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final Deque<Mono<SigningKeys>> answers = new ArrayDeque<>();

	private final AtomicInteger asked = new AtomicInteger();

	private @Nullable FetchedSigningKeys keys;

	@AfterEach
	void stop() {
		if (this.keys != null) {
			this.keys.stop();
		}
		this.time.dispose();
	}

	@Test
	void keysAreThereWhenTheApplicationHasStarted() {
		assertThat(start(null, Mono.just(NEW)).forRegion(null)).isEqualTo(NEW);
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void applicationKnowsThemBeforeItsWebServerStarts() {
		assertThat(start(OLD).getPhase()).isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);
	}

	@Test
	void whatQStashTellsWinsOverWhatIsConfigured() {
		assertThat(start(OLD, Mono.just(NEW)).forRegion("EU-CENTRAL-1")).isEqualTo(NEW);
	}

	@Test
	void whenKeysAreConfiguredThenStartDoesNotWait() {
		Sinks.One<SigningKeys> answer = Sinks.one();
		FetchedSigningKeys keys = start(OLD, answer.asMono());
		assertThat(keys.forRegion(null)).isEqualTo(OLD);
		answer.tryEmitValue(NEW);
		assertThat(keys.forRegion(null)).isEqualTo(NEW);
	}

	@Test
	void whenQStashDoesNotTellAnyThenThoseThatAreKnownStay(CapturedOutput output) {
		FetchedSigningKeys keys = start(OLD, Mono.error(FAILURE), Mono.error(FAILURE), Mono.error(refusal()));
		assertThat(keys.forRegion(null)).isEqualTo(OLD);
		passes(Duration.ofMinutes(1));
		keys.currentKeyDidNotMatch(null);
		passes(Duration.ofHours(1));
		assertThat(this.asked).hasValue(3);
		assertThat(keys.forRegion(null)).isEqualTo(OLD);
		assertThat(output).contains("those that are known stay: out of order")
			.contains("those that are known stay: QStash answered 401");
	}

	@Test
	void whenNoneAreKnownAndQStashIsSilentThenStartsAndAsksWithDeliveries(CapturedOutput output) {
		FetchedSigningKeys keys = start(null, Mono.never());
		assertThat(output).contains("QStash did not tell the signing keys within 0 s");
		assertThatIllegalStateException().isThrownBy(() -> keys.forRegion(null));
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void whenNoneAreKnownAndQStashFailsThenStartsAndAsksWithDeliveries(CapturedOutput output) {
		FetchedSigningKeys keys = start(null, Mono.error(FAILURE), Mono.just(NEW));
		assertThat(output).containsOnlyOnce("QStash has not told the signing keys: out of order");
		assertThatIllegalStateException().isThrownBy(() -> keys.forRegion(null))
			.withMessage("QStash has not told the signing keys yet");
		assertThat(this.asked).hasValue(1);
		passes(Duration.ofMinutes(1));
		assertThatIllegalStateException().isThrownBy(() -> keys.forRegion(null));
		assertThat(keys.forRegion(null)).isEqualTo(NEW);
	}

	@Test
	void whenNoneAreKnownAndQStashRefusesThenDoesNotStart(CapturedOutput output) {
		assertThatExceptionOfType(MissingQStashSigningKeyException.class)
			.isThrownBy(() -> start(null, Mono.error(refusal())))
			.withCauseInstanceOf(QStashAuthenticationException.class);
		assertThat(output).doesNotContain("401");
		passes(Duration.ofHours(5));
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void whenManyDeliveriesDoNotMatchThenQStashIsAskedOnceInAPause() {
		FetchedSigningKeys keys = start(null, Mono.just(OLD), Mono.just(OLD), Mono.just(NEW));
		mismatches(keys, 1000);
		assertThat(this.asked).hasValue(1);
		passes(Duration.ofSeconds(59));
		mismatches(keys, 1000);
		assertThat(this.asked).hasValue(1);
		passes(Duration.ofSeconds(1));
		mismatches(keys, 1000);
		assertThat(this.asked).hasValue(2);
		passes(Duration.ofMinutes(1));
		mismatches(keys, 1000);
		assertThat(this.asked).hasValue(3);
		assertThat(keys.forRegion(null)).isEqualTo(NEW);
	}

	@Test
	void whileQStashIsAskedItIsNotAskedAgain() {
		Sinks.One<SigningKeys> answer = Sinks.one();
		FetchedSigningKeys keys = start(OLD, answer.asMono());
		passes(Duration.ofHours(3));
		mismatches(keys, 10);
		assertThat(this.asked).hasValue(1);
		answer.tryEmitValue(NEW);
		mismatches(keys, 10);
		assertThat(this.asked).hasValue(2);
	}

	@Test
	void keysAreAskedForInIntervals(CapturedOutput output) {
		FetchedSigningKeys keys = start(null, Mono.just(OLD), Mono.just(OLD), Mono.just(NEW));
		passes(Duration.ofHours(1));
		assertThat(keys.forRegion(null)).isEqualTo(OLD);
		assertThat(output).doesNotContain("other signing keys");
		passes(Duration.ofHours(1));
		assertThat(keys.forRegion(null)).isEqualTo(NEW);
		assertThat(output).containsOnlyOnce("QStash has told other signing keys");
	}

	@Test
	void whenStoppedThenNothingIsAskedAnyMore() {
		PublisherProbe<SigningKeys> underWay = PublisherProbe.of(Mono.never());
		FetchedSigningKeys keys = start(OLD, underWay.mono());
		assertThat(keys.isRunning()).isTrue();
		keys.stop();
		underWay.assertWasCancelled();
		assertThat(keys.isRunning()).isFalse();
		passes(Duration.ofHours(5));
		mismatches(keys, 10);
		assertThat(this.asked).hasValue(1);
		keys.start();
		assertThat(this.asked).hasValue(2);
	}

	@Test
	void keysAreNeverShown(CapturedOutput output) {
		FetchedSigningKeys keys = start(null, Mono.just(OLD), Mono.just(NEW), Mono.error(FAILURE));
		passes(Duration.ofHours(2));
		assertThat(this.asked).hasValue(3);
		assertThat(output).doesNotContain("sig_secret");
		assertThat(keys.toString()).doesNotContain("sig_secret");
	}

	@SafeVarargs
	private FetchedSigningKeys start(@Nullable SigningKeys configured, Mono<SigningKeys>... answers) {
		for (Mono<SigningKeys> answer : answers) {
			this.answers.add(answer);
		}
		FetchedSigningKeys keys = new FetchedSigningKeys(Mono.defer(() -> {
			this.asked.incrementAndGet();
			return this.answers.isEmpty() ? Mono.never() : this.answers.remove();
		}), (configured != null) ? ConfiguredSigningKeys.of(configured) : null,
				new FetchedSigningKeys.Settings(Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofMillis(20)),
				this.time);
		this.keys = keys;
		keys.start();
		return keys;
	}

	private void passes(Duration duration) {
		this.time.advanceTimeBy(duration);
	}

	private static void mismatches(FetchedSigningKeys keys, int count) {
		for (int i = 0; i < count; i++) {
			keys.currentKeyDidNotMatch("EU-CENTRAL-1");
		}
	}

	private static QStashAuthenticationException refusal() {
		return new QStashAuthenticationException(RequestKind.GET_SIGNING_KEYS, 401, "unauthorized");
	}

}
