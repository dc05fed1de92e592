package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attempts and what follows from their outcomes.
 */
class RetryScenarioTests {

	private final Scenario scenario = new Scenario();

	@Test
	void aSuccessfulAttemptIsCreatedActiveDelivered() {
		this.scenario.answering(200);
		String id = this.scenario.publish(MessageSpec.builder());
		assertThat(this.scenario.states(id)).containsExactly(LogState.CREATED, LogState.ACTIVE, LogState.DELIVERED);
		assertThat(this.scenario.nextDue()).isEmpty();
	}

	@Test
	void oneRetryIsErrorRetryActiveBeforeDelivered() {
		this.scenario.answering((request) -> Scenario.status((request.retried() == 0) ? 500 : 201));
		String id = this.scenario.publish(MessageSpec.builder());
		this.scenario.advance(Duration.ofMinutes(1));
		assertThat(this.scenario.states(id)).containsExactly(LogState.CREATED, LogState.ACTIVE, LogState.ERROR,
				LogState.RETRY, LogState.ACTIVE, LogState.DELIVERED);
	}

	@Test
	void withoutRetriesAFailureIsFourEvents() {
		this.scenario.answering(500);
		String id = this.scenario.publish(MessageSpec.builder().retries(0));
		assertThat(this.scenario.states(id)).containsExactly(LogState.CREATED, LogState.ACTIVE, LogState.ERROR,
				LogState.FAILED);
	}

	@Test
	void theDefaultBackOffFollowsTheTimetable() {
		this.scenario.answering(500);
		this.scenario.publish(MessageSpec.builder());
		this.scenario.advance(Duration.ofHours(1));
		assertThat(this.scenario.timeline()).containsExactly("0.0 msg_1 CREATED", "0.0 msg_1 ACTIVE", "0.0 msg_1 ERROR",
				"0.0 msg_1 RETRY", "12.182 msg_1 ACTIVE", "12.182 msg_1 ERROR", "12.182 msg_1 RETRY",
				"160.595 msg_1 ACTIVE", "160.595 msg_1 ERROR", "160.595 msg_1 RETRY", "1968.637 msg_1 ACTIVE",
				"1968.637 msg_1 ERROR", "1968.637 msg_1 FAILED");
	}

	@Test
	void anExpressionReplacesTheBackOff() {
		this.scenario.answering(500);
		this.scenario.publish(MessageSpec.builder().retryDelay(RetryDelay.parse("pow(2, retried) * 1000")));
		this.scenario.advance(Duration.ofMinutes(1));
		assertThat(activeAt()).containsExactly("0.0", "1.0", "3.0", "7.0");
	}

	@Test
	void theDestinationMovesTheRetryAndBeatsTheExpression() {
		this.scenario.answering((request) -> switch (request.attempt()) {
			case 1 -> Scenario.status(429, "retry-after", "10");
			case 2 -> Scenario.status(429, "X-RateLimit-Reset", "1m5s");
			case 3 -> Scenario.status(429, "Retry-After", "Thu, 01 Jan 2026 00:02:00 GMT");
			default -> Scenario.status(500, "Retry-After", "86401");
		});
		this.scenario.publish(MessageSpec.builder().retries(4).retryDelay(RetryDelay.parse("1000")));
		this.scenario.advance(Duration.ofMinutes(5));
		assertThat(activeAt()).containsExactly("0.0", "10.0", "75.0", "120.0", "121.0");
	}

	@Test
	void aRetryAtOnceIsDueAtTheSameInstant() {
		this.scenario.publish(MessageSpec.builder().retries(1));
		this.scenario.answer("msg_1", Scenario.status(503, "Retry-After", "0"));
		assertThat(this.scenario.nextDue()).contains(Scenario.START);
		this.scenario.tick();
		assertThat(this.scenario.started()).extracting(AttemptRequest::retried).containsExactly(0, 1);
	}

	@Test
	void nonRetryableNeedsStatusAndHeader() {
		this.scenario.answering((request) -> Scenario.status(489, "upstash-nonretryable-error", "True"));
		String both = this.scenario.publish(MessageSpec.builder());
		this.scenario.answering(489);
		String statusAlone = this.scenario.publish(MessageSpec.builder());
		this.scenario.answering((request) -> Scenario.status(500, "Upstash-NonRetryable-Error", "true"));
		String headerAlone = this.scenario.publish(MessageSpec.builder());
		assertThat(this.scenario.states(both)).endsWith(LogState.ERROR, LogState.FAILED);
		assertThat(this.scenario.states(statusAlone)).endsWith(LogState.RETRY);
		assertThat(this.scenario.states(headerAlone)).endsWith(LogState.RETRY);
	}

	@Test
	void noAnswerIsAFailedAttempt() {
		this.scenario.answering((request) -> new AttemptOutcome.Failed("timed out after 30s"));
		String id = this.scenario.publish(MessageSpec.builder().retries(0));
		DeadLetter letter = this.scenario.deadLetters().get(0);
		assertThat(this.scenario.states(id)).endsWith(LogState.ERROR, LogState.FAILED);
		assertThat(letter.responseStatus()).isZero();
		assertThat(letter.responseHeaders()).isEmpty();
		assertThat(letter.responseBody().utf8()).isEqualTo("timed out after 30s");
	}

	@Test
	void aRedirectIsAFailedAttempt() {
		this.scenario.answering(302);
		String id = this.scenario.publish(MessageSpec.builder());
		assertThat(this.scenario.states(id)).endsWith(LogState.RETRY);
	}

	@Test
	void aDeadLetterKeepsTheMessageAndTheLastResponse() {
		this.scenario.answering((request) -> new AttemptOutcome.Responded(500 + request.retried(),
				java.util.Map.of("content-type", List.of("text/plain")), Body.of("boom " + request.attempt())));
		String id = this.scenario
			.publish(MessageSpec.builder().retries(1).retryDelay(RetryDelay.parse("3000")).body(Body.of("{\"n\":1}")));
		this.scenario.advance(Duration.ofSeconds(3));
		DeadLetter letter = this.scenario.send(new DeadLetterCommand.Get("1767225603000-0"));
		assertThat(letter.message().messageId()).isEqualTo(id);
		assertThat(letter.message().spec().body().utf8()).isEqualTo("{\"n\":1}");
		assertThat(letter.failedAt()).isEqualTo(Scenario.START.plusSeconds(3));
		assertThat(letter.responseStatus()).isEqualTo(501);
		assertThat(letter.responseHeaders()).containsEntry("Content-Type", List.of("text/plain"));
		assertThat(letter.responseBody().utf8()).isEqualTo("boom 2");
	}

	@Test
	void attemptsOfOneInstantStartInTheOrderOfAcceptance() {
		MessageSpec.Builder delayed = MessageSpec.builder().delay(Duration.ofSeconds(5));
		this.scenario.publish(MessageSpec.builder().delay(Duration.ofSeconds(6)));
		this.scenario.publish(delayed);
		this.scenario.publish(delayed);
		this.scenario.jump(Duration.ofSeconds(10));
		this.scenario.tick();
		assertThat(this.scenario.running()).containsExactly("msg_2", "msg_3", "msg_1");
	}

	private List<String> activeAt() {
		return this.scenario.timeline()
			.stream()
			.filter((line) -> line.endsWith("ACTIVE"))
			.map((line) -> line.substring(0, line.indexOf(' ')))
			.toList();
	}

}
