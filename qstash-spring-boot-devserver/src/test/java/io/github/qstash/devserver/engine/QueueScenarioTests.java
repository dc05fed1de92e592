package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * FIFO queues: one member at a time, from its first attempt to its last callback.
 */
class QueueScenarioTests {

	private static final RetryDelay ONE_SECOND = RetryDelay.parse("1000");

	private final Scenario scenario = new Scenario();

	@Test
	void membersWaitAsCreatedAndStartOneAfterTheOther() {
		String first = enqueue();
		String second = enqueue();
		String third = enqueue();
		assertThat(this.scenario.running()).containsExactly(first);
		assertThat(this.scenario.states(second)).containsExactly(LogState.CREATED);
		this.scenario.answer(first, 200);
		assertThat(this.scenario.running()).containsExactly(second);
		this.scenario.answer(second, 200);
		assertThat(this.scenario.running()).containsExactly(third);
	}

	@Test
	void queuesDoNotWaitForEachOtherNorForMessagesWithoutQueue() {
		enqueue();
		this.scenario.publish(MessageSpec.builder().queue("other"));
		this.scenario.publish(MessageSpec.builder());
		assertThat(this.scenario.running()).containsExactly("msg_1", "msg_2", "msg_3");
	}

	@Test
	void theNextMemberWaitsForAllRetries() {
		this.scenario.answering((request) -> Scenario.status(request.messageId().equals("msg_1") ? 500 : 200));
		this.scenario.publish(MessageSpec.builder().queue("q").retries(2).retryDelay(ONE_SECOND));
		enqueue();
		this.scenario.advance(Duration.ofMinutes(1));
		assertThat(this.scenario.timeline()).containsExactly("0.0 msg_1 CREATED", "0.0 msg_1 ACTIVE", "0.0 msg_1 ERROR",
				"0.0 msg_1 RETRY", "0.0 msg_2 CREATED", "1.0 msg_1 ACTIVE", "1.0 msg_1 ERROR", "1.0 msg_1 RETRY",
				"2.0 msg_1 ACTIVE", "2.0 msg_1 ERROR", "2.0 msg_1 FAILED", "2.0 msg_2 ACTIVE", "2.0 msg_2 DELIVERED");
	}

	@Test
	void theNextMemberWaitsForCallbacksOfEveryAttempt() {
		String first = this.scenario.publish(MessageSpec.builder()
			.queue("q")
			.retries(1)
			.retryDelay(ONE_SECOND)
			.callback(CallbackSpec.to("https://example.com/cb")));
		String second = enqueue();
		this.scenario.answer(first, 500);
		String firstCallback = "msg_3";
		this.scenario.advance(Duration.ofSeconds(1));
		this.scenario.answer(first, 200);
		String secondCallback = "msg_4";
		assertThat(this.scenario.running()).containsExactly(firstCallback, secondCallback);
		this.scenario.answer(secondCallback, 200);
		assertThat(this.scenario.running()).containsExactly(firstCallback);
		this.scenario.answer(firstCallback, 500);
		assertThat(this.scenario.running()).isEmpty();
		this.scenario.advance(Duration.ofSeconds(13));
		this.scenario.answer(firstCallback, 500);
		assertThat(this.scenario.running()).containsExactly(second);
	}

	@Test
	void theNextMemberWaitsForTheFailureCallback() {
		String first = this.scenario.publish(MessageSpec.builder()
			.queue("q")
			.retries(0)
			.failureCallback(CallbackSpec.to("https://example.com/fail")));
		String second = enqueue();
		this.scenario.answer(first, 500);
		assertThat(this.scenario.running()).containsExactly("msg_3");
		this.scenario.answer("msg_3", 200);
		assertThat(this.scenario.running()).containsExactly(second);
	}

	@Test
	void aDelayedMemberEntersWhenItIsDueAndBlocksNobodyBefore() {
		this.scenario.answering(200);
		this.scenario.publish(MessageSpec.builder().queue("q").delay(Duration.ofSeconds(5)));
		enqueue();
		this.scenario.advance(Duration.ofSeconds(10));
		assertThat(this.scenario.timeline()).containsExactly("0.0 msg_1 CREATED", "0.0 msg_2 CREATED",
				"0.0 msg_2 ACTIVE", "0.0 msg_2 DELIVERED", "5.0 msg_1 ACTIVE", "5.0 msg_1 DELIVERED");
	}

	@Test
	void aDelayedMemberThatIsDueStandsBehindThoseThatCameBefore() {
		String delayed = this.scenario.publish(MessageSpec.builder().queue("q").delay(Duration.ofSeconds(5)));
		String running = enqueue();
		String waiting = enqueue();
		this.scenario.advance(Duration.ofSeconds(5));
		String late = enqueue();
		for (String expected : List.of(running, waiting, delayed, late)) {
			assertThat(this.scenario.running()).containsExactly(expected);
			this.scenario.answer(expected, 200);
		}
	}

	@Test
	void messagesOfAGroupStandInTheSameQueue() {
		this.scenario.send(new Command.UpsertEndpoints("g",
				List.of(new Endpoint("https://a.example", null), new Endpoint("https://b.example", null))));
		this.scenario.publishToGroup("g", MessageSpec.builder().queue("q"));
		assertThat(this.scenario.running()).containsExactly("msg_1");
		this.scenario.answer("msg_1", 200);
		assertThat(this.scenario.running()).containsExactly("msg_2");
	}

	private String enqueue() {
		return this.scenario.publish(MessageSpec.builder().queue("q"));
	}

}
