package io.github.qstash.autoconfigure.receive;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.qstash.autoconfigure.QStashConnectionDetails;
import io.github.qstash.client.QStashAuthenticationException;
import io.github.qstash.client.RequestKind;
import io.github.qstash.signature.QStashSigningKeys;
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
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link SigningKeysFetcher}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SigningKeysFetcherTests {

	private static final SigningKeys OLD = SigningKeys.of("sig_secret_1", "sig_secret_2");

	private static final SigningKeys NEW = SigningKeys.of("sig_secret_2", "sig_secret_3");

	private static final SigningKeys EUROPE = SigningKeys.of("sig_secret_4", "sig_secret_5");

	private static final IllegalStateException FAILURE = new IllegalStateException("out of order");

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final Deque<Mono<SigningKeys>> answers = new ArrayDeque<>();

	private final AtomicInteger asked = new AtomicInteger();

	private QStashConnectionDetails details = mock(QStashConnectionDetails.class);

	private @Nullable SigningKeysFetcher fetcher;

	@AfterEach
	void stop() {
		if (this.fetcher != null) {
			this.fetcher.stop();
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
		start(OLD);
		assertThat(fetcher().getPhase()).isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);
	}

	@Test
	void whatQStashTellsWinsOverWhatIsConfigured() {
		assertThat(start(OLD, Mono.just(NEW)).forRegion("EU-CENTRAL-1")).isEqualTo(NEW);
	}

	@Test
	void whenKeysAreConfiguredThenStartDoesNotWait() {
		Sinks.One<SigningKeys> answer = Sinks.one();
		QStashSigningKeys keys = start(OLD, answer.asMono());
		assertThat(keys.forRegion(null)).isEqualTo(OLD);
		answer.tryEmitValue(NEW);
		assertThat(keys.forRegion(null)).isEqualTo(NEW);
	}

	@Test
	void whenQStashDoesNotTellAnyThenThoseThatAreKnownStay(CapturedOutput output) {
		QStashSigningKeys keys = start(OLD, Mono.error(FAILURE), Mono.error(FAILURE), Mono.error(refusal()));
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
		QStashSigningKeys keys = start(null, Mono.never());
		assertThat(output).contains("QStash has not told the signing keys: No answer within 0 s");
		assertThatIllegalStateException().isThrownBy(() -> keys.forRegion(null));
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void whenNoneAreKnownAndQStashFailsThenStartsAndAsksWithDeliveries(CapturedOutput output) {
		QStashSigningKeys keys = start(null, Mono.error(FAILURE), Mono.just(NEW));
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
		QStashSigningKeys keys = start(null, Mono.just(OLD), Mono.just(OLD), Mono.just(NEW));
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
		QStashSigningKeys keys = start(OLD, answer.asMono());
		passes(Duration.ofHours(3));
		mismatches(keys, 10);
		assertThat(this.asked).hasValue(1);
		answer.tryEmitValue(NEW);
		mismatches(keys, 10);
		assertThat(this.asked).hasValue(2);
	}

	@Test
	void keysAreAskedForInIntervals(CapturedOutput output) {
		QStashSigningKeys keys = start(null, Mono.just(OLD), Mono.just(OLD), Mono.just(NEW));
		passes(Duration.ofHours(1));
		assertThat(keys.forRegion(null)).isEqualTo(OLD);
		assertThat(output).containsOnlyOnce("QStash has told the signing keys");
		passes(Duration.ofHours(1));
		assertThat(keys.forRegion(null)).isEqualTo(NEW);
		assertThat(output).contains("QStash has told the signing keys");
	}

	@Test
	void whenStoppedThenNothingIsAskedAnyMore() {
		PublisherProbe<SigningKeys> underWay = PublisherProbe.of(Mono.never());
		QStashSigningKeys keys = start(OLD, underWay.mono());
		assertThat(fetcher().isRunning()).isTrue();
		fetcher().stop();
		underWay.assertWasCancelled();
		assertThat(fetcher().isRunning()).isFalse();
		passes(Duration.ofHours(5));
		mismatches(keys, 10);
		assertThat(this.asked).hasValue(1);
		fetcher().start();
		assertThat(this.asked).hasValue(2);
	}

	@Test
	void whenNobodyVerifiesThenNothingIsAsked() {
		SigningKeysFetcher fetcher = create(null);
		fetcher.start();
		passes(Duration.ofHours(5));
		assertThat(this.asked).hasValue(0);
	}

	@Test
	void whoVerifiesLaterHasTheKeysSoonAndDoesNotWait(CapturedOutput output) {
		Sinks.One<SigningKeys> answer = Sinks.one();
		SigningKeysFetcher fetcher = create(null, answer.asMono(), Mono.just(NEW));
		fetcher.start();
		QStashSigningKeys keys = fetcher.keys();
		assertThat(fetcher.keys()).isSameAs(keys);
		assertThatIllegalStateException().isThrownBy(() -> keys.forRegion(null));
		answer.tryEmitValue(OLD);
		assertThat(keys.forRegion(null)).isEqualTo(OLD);
		assertThat(this.asked).hasValue(1);
		passes(Duration.ofHours(1));
		assertThat(keys.forRegion(null)).isEqualTo(NEW);
		assertThat(output).doesNotContain("has not told");
	}

	@Test
	void deliveriesOfRegionsThatQStashDoesNotTellTheKeysOfDoNotMakeItBeAsked() {
		this.details = regional("US_EAST_1");
		QStashSigningKeys keys = start(OLD, Mono.just(NEW), Mono.just(NEW), Mono.just(NEW));
		passes(Duration.ofMinutes(1));
		keys.currentKeyDidNotMatch("EU-CENTRAL-1");
		assertThat(this.asked).hasValue(1);
		keys.currentKeyDidNotMatch("US-EAST-1");
		assertThat(this.asked).hasValue(2);
		passes(Duration.ofMinutes(1));
		keys.currentKeyDidNotMatch("MOON-1");
		assertThat(this.asked).hasValue(3);
	}

	@Test
	void whenTheRegionOfTheTokenIsNotKnownThenOnlyRegionsWithKeysOfTheirOwnAreLeftOut() {
		this.details = regional(null);
		QStashSigningKeys keys = start(OLD, Mono.just(NEW), Mono.just(NEW), Mono.just(NEW));
		passes(Duration.ofMinutes(1));
		keys.currentKeyDidNotMatch("EU-CENTRAL-1");
		assertThat(this.asked).hasValue(1);
		keys.currentKeyDidNotMatch(null);
		assertThat(this.asked).hasValue(2);
		assertThat(keys.forRegion("EU-CENTRAL-1")).isEqualTo(EUROPE);
		assertThat(keys.forRegion("US-EAST-1")).isEqualTo(NEW);
	}

	@Test
	void keysAreNeverShown(CapturedOutput output) {
		QStashSigningKeys keys = start(null, Mono.just(OLD), Mono.just(NEW), Mono.error(FAILURE));
		passes(Duration.ofHours(2));
		assertThat(this.asked).hasValue(3);
		assertThat(output).doesNotContain("sig_secret");
		assertThat(keys.toString()).doesNotContain("sig_secret");
	}

	@SafeVarargs
	private QStashSigningKeys start(@Nullable SigningKeys configured, Mono<SigningKeys>... answers) {
		SigningKeysFetcher fetcher = create(configured, answers);
		QStashSigningKeys keys = fetcher.keys();
		fetcher.start();
		return keys;
	}

	@SafeVarargs
	private SigningKeysFetcher create(@Nullable SigningKeys configured, Mono<SigningKeys>... answers) {
		for (Mono<SigningKeys> answer : answers) {
			this.answers.add(answer);
		}
		if (configured != null) {
			given(this.details.getCurrentSigningKey()).willReturn(configured.current());
			given(this.details.getNextSigningKey()).willReturn(configured.next());
		}
		Mono<SigningKeys> source = Mono.defer(() -> {
			this.asked.incrementAndGet();
			return this.answers.isEmpty() ? Mono.never() : this.answers.remove();
		});
		this.fetcher = new SigningKeysFetcher(() -> source, ConfiguredSigningKeys.of(this.details),
				new SigningKeysFetcher.Settings(Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofMillis(20)),
				this.time);
		return this.fetcher;
	}

	private SigningKeysFetcher fetcher() {
		return Objects.requireNonNull(this.fetcher);
	}

	private static QStashConnectionDetails regional(@Nullable String region) {
		QStashConnectionDetails details = mock(QStashConnectionDetails.class);
		given(details.getRegion()).willReturn(region);
		given(details.getRegionalSigningKeys()).willReturn(Map.of("EU_CENTRAL_1", EUROPE));
		return details;
	}

	private void passes(Duration duration) {
		this.time.advanceTimeBy(duration);
	}

	private static void mismatches(QStashSigningKeys keys, int count) {
		for (int i = 0; i < count; i++) {
			keys.currentKeyDidNotMatch("EU-CENTRAL-1");
		}
	}

	private static QStashAuthenticationException refusal() {
		return new QStashAuthenticationException(RequestKind.GET_SIGNING_KEYS, 401, "unauthorized");
	}

}
