package io.github.qstash.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.BDDMockito;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link QStashRetryPolicy}.
 */
class QStashRetryPolicyTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private static final QStashTransportException NO_ANSWER = new QStashTransportException("no answer", null);

	private final QStashRetryPolicy policy = QStashRetryPolicy.builder()
		.maxRetries(30)
		.firstBackoff(Duration.ofMillis(100))
		.maxBackoff(Duration.ofSeconds(2))
		.maxWait(Duration.ofSeconds(10))
		.build();

	@Test
	void pauseDoublesUpToItsBoundWithJitterInItsUpperHalf() {
		long[] longest = { 100, 200, 400, 800, 1600, 2000, 2000 };
		for (int retries = 0; retries < longest.length; retries++) {
			for (int draw = 0; draw < 200; draw++) {
				assertThat(this.policy.waitAfter(retries, NO_ANSWER, NOW)).as("after %d retries", retries)
					.isBetween(Duration.ofMillis(longest[retries] / 2), Duration.ofMillis(longest[retries]));
			}
		}
		assertThat(this.policy.waitAfter(29, NO_ANSWER, NOW)).isLessThanOrEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void callThatWasNeverSentForLackOfConnectionsIsNotMadeAgain() {
		assertThat(this.policy.waitAfter(0, new QStashOverloadException("no connection", null), NOW)).isNull();
	}

	@Test
	void callIsNotMadeAgainWhenItsDeduplicationIdMayBeForgotten() {
		AtomicReference<Instant> now = new AtomicReference<>(NOW);
		Clock clock = BDDMockito.mock(Clock.class);
		BDDMockito.given(clock.instant()).willAnswer((call) -> now.get());
		AtomicInteger attempts = new AtomicInteger();
		Mono<String> call = Mono.error(() -> {
			now.updateAndGet((instant) -> instant.plus(Duration.ofMinutes(2)));
			attempts.incrementAndGet();
			return NO_ANSWER;
		});
		QStashRetryPolicy fast = QStashRetryPolicy.builder().maxRetries(30).firstBackoff(Duration.ofNanos(2)).build();
		StepVerifier.create(new CallRetries(fast, clock).apply(call, true))
			.expectErrorSatisfies((ex) -> assertThat(ex).isSameAs(NO_ANSWER))
			.verify(Duration.ofSeconds(10));
		assertThat(attempts).hasValue(3);
	}

	@Test
	void thereIsAnEnd() {
		assertThat(this.policy.waitAfter(29, NO_ANSWER, NOW)).isNotNull();
		assertThat(this.policy.waitAfter(30, NO_ANSWER, NOW)).isNull();
		assertThat(QStashRetryPolicy.none().waitAfter(0, NO_ANSWER, NOW)).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 500, 502, 503, 504, 599, 429 })
	void temporaryErrorIsTriedAgain(int status) {
		assertThat(this.policy.waitAfter(0, error(status, null), NOW)).isBetween(Duration.ofMillis(50),
				Duration.ofMillis(100));
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 400, 401, 403, 404, 412, 413 })
	void refusalIsNot(int status) {
		assertThat(this.policy.waitAfter(0, error(status, Duration.ZERO), NOW)).isNull();
	}

	@Test
	void answerThatCannotBeReadIsNot() {
		assertThat(this.policy.waitAfter(0, new QStashResponseException("not JSON", null), NOW)).isNull();
	}

	@Test
	void retryAfterIsHonouredWithinTheBound() {
		assertThat(this.policy.waitAfter(0, error(503, Duration.ofSeconds(10)), NOW)).isBetween(Duration.ofSeconds(10),
				Duration.ofMillis(10_100));
		assertThat(this.policy.waitAfter(0, error(503, Duration.ofSeconds(11)), NOW)).isNull();
	}

	@Test
	void resetIsWaitedForWithinTheBound() {
		assertThat(this.policy.waitAfter(0, limit(NOW.plusSeconds(1)), NOW)).isBetween(Duration.ofSeconds(1),
				Duration.ofMillis(1100));
		assertThat(this.policy.waitAfter(0, limit(NOW.minusSeconds(5)), NOW)).isBetween(Duration.ZERO,
				Duration.ofMillis(100));
		assertThat(this.policy.waitAfter(0, limit(NOW.plusSeconds(3600)), NOW)).isNull();
		assertThat(this.policy.waitAfter(0, limit(null), NOW)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
	}

	@Test
	void wrongOptionsAreRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> QStashRetryPolicy.builder().maxRetries(-1))
			.withMessage("'maxRetries' must not be negative but was -1");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> QStashRetryPolicy.builder().maxWait(Duration.ofSeconds(-1)))
			.withMessageStartingWith("'maxWait'");
	}

	private static QStashApiException error(int status, Duration retryAfter) {
		return new QStashApiException(RequestKind.PUBLISH, status, "", retryAfter);
	}

	private static QStashRateLimitException limit(Instant reset) {
		return new QStashRateLimitException(RequestKind.PUBLISH, "", QStashRateLimitException.Kind.BURST, 100L, 0L,
				reset, null);
	}

}
