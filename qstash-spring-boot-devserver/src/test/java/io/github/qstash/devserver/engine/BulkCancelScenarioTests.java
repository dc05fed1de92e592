package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cancelling many messages with one command.
 */
class BulkCancelScenarioTests {

	private final Scenario scenario = new Scenario();

	@Test
	void allAreCancelledAndNothingStartsMeanwhile() {
		MessageSpec.Builder member = MessageSpec.builder().queue("q");
		String retrying = this.scenario.publish(member);
		this.scenario.answer(retrying, 500);
		this.scenario.publish(member);
		this.scenario.publish(member);
		this.scenario.publish(MessageSpec.builder().delay(Duration.ofDays(1)));
		assertThat(cancel(MessageFilter.all(), 100)).isEqualTo(4);
		assertThat(this.scenario.started()).extracting(AttemptRequest::messageId).containsExactly(retrying);
		assertThat(this.scenario.nextDue()).isEmpty();
		for (String id : List.of("msg_1", "msg_2", "msg_3", "msg_4")) {
			assertThat(this.scenario.states(id)).endsWith(LogState.CANCEL_REQUESTED, LogState.CANCELLED);
		}
		this.scenario.answering(200).publish(member);
		assertThat(this.scenario.states("msg_5")).endsWith(LogState.DELIVERED);
	}

	@Test
	void oneThatRunsCountsOnceAndIsCancelledWhenItFails() {
		String id = this.scenario.publish(MessageSpec.builder());
		assertThat(cancel(MessageFilter.all(), 100)).isEqualTo(1);
		assertThat(cancel(MessageFilter.all(), 100)).isZero();
		this.scenario.answer(id, 500);
		assertThat(this.scenario.states(id)).endsWith(LogState.ERROR, LogState.CANCELLED);
	}

	@Test
	void theFirstAcceptedAreCancelledFirst() {
		for (int i = 0; i < 3; i++) {
			this.scenario.publish(MessageSpec.builder().delay(Duration.ofDays(3 - i)));
		}
		assertThat(cancel(MessageFilter.all(), 2)).isEqualTo(2);
		assertThat(this.scenario.send(new Command.GetMessage("msg_3"))).isNotNull();
		assertThat(cancel(ids("msg_3", "msg_1", "msg_9"), 2)).isEqualTo(1);
	}

	@Test
	void datesAreThoseOfTheAcceptance() {
		for (int i = 0; i < 3; i++) {
			this.scenario.publish(MessageSpec.builder().delay(Duration.ofDays(1)));
			this.scenario.jump(Duration.ofSeconds(1));
		}
		Instant second = Scenario.START.plusSeconds(1);
		assertThat(cancel(MessageFilter.builder().fromDate(second).toDate(second).build(), 100)).isEqualTo(1);
		assertThat(this.scenario.states("msg_2")).endsWith(LogState.CANCELLED);
	}

	@Test
	void callbacksAreMessagesToo() {
		this.scenario.publish(MessageSpec.builder().callback(CallbackSpec.to("https://example.com/cb")));
		this.scenario.answer("msg_1", 200);
		this.scenario.hold("msg_2");
		assertThat(cancel(MessageFilter.all(), 100)).isEqualTo(1);
		assertThat(this.scenario.states("msg_2")).endsWith(LogState.CANCELLED);
	}

	private int cancel(MessageFilter filter, int count) {
		return this.scenario.send(new Command.CancelMessages(filter, count));
	}

	private static MessageFilter ids(String... ids) {
		return MessageFilter.builder().with(MessageField.MESSAGE_ID, List.of(ids)).build();
	}

}
