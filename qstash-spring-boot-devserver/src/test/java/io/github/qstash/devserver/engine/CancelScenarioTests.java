package io.github.qstash.devserver.engine;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Cancelling a message in every state that it can be in.
 */
class CancelScenarioTests {

	private final Scenario scenario = new Scenario();

	@Test
	void aDelayedMessageIsCancelledAtOnce() {
		String id = this.scenario.publish(MessageSpec.builder().delay(Duration.ofSeconds(5)));
		assertThat(cancel(id)).isEqualTo(1);
		assertThat(this.scenario.states(id)).containsExactly(LogState.CREATED, LogState.CANCEL_REQUESTED,
				LogState.CANCELLED);
		assertThat(this.scenario.nextDue()).isEmpty();
		this.scenario.advance(Duration.ofHours(1));
		assertThat(this.scenario.started()).isEmpty();
	}

	@Test
	void aMessageThatWaitsForItsRetryIsCancelledAtOnce() {
		String id = this.scenario.publish(MessageSpec.builder());
		this.scenario.answer(id, 500);
		cancel(id);
		assertThat(this.scenario.states(id)).endsWith(LogState.RETRY, LogState.CANCEL_REQUESTED, LogState.CANCELLED);
		assertThat(this.scenario.nextDue()).isEmpty();
	}

	@Test
	void aWaitingMemberLeavesItsQueue() {
		MessageSpec.Builder member = MessageSpec.builder().queue("q");
		String first = this.scenario.publish(member);
		String second = this.scenario.publish(member);
		String third = this.scenario.publish(member);
		cancel(second);
		this.scenario.answer(first, 200);
		assertThat(this.scenario.running()).containsExactly(third);
	}

	@Test
	void aRetryingMemberMakesPlaceWhenItsCallbacksEnded() {
		String first = this.scenario
			.publish(MessageSpec.builder().queue("q").callback(CallbackSpec.to("https://example.com/cb")));
		String second = this.scenario.publish(MessageSpec.builder().queue("q"));
		this.scenario.answer(first, 500);
		cancel(first);
		assertThat(this.scenario.running()).containsExactly("msg_3");
		this.scenario.answer("msg_3", 200);
		assertThat(this.scenario.running()).containsExactly(second);
	}

	@Test
	void aRunningMessageIsCancelledWhenItsAttemptFails() {
		String id = this.scenario.publish(MessageSpec.builder()
			.callback(CallbackSpec.to("https://example.com/cb"))
			.failureCallback(CallbackSpec.to("https://example.com/fail")));
		assertThat(cancel(id)).isEqualTo(1);
		assertThat(this.scenario.states(id)).endsWith(LogState.ACTIVE, LogState.CANCEL_REQUESTED);
		this.scenario.answer(id, 500);
		assertThat(this.scenario.states(id)).endsWith(LogState.CANCEL_REQUESTED, LogState.ERROR, LogState.CANCELLED);
		assertThat(this.scenario.running()).isEmpty();
		assertThat(this.scenario.deadLetters()).isEmpty();
	}

	@Test
	void aMessageIsCancelledAtOnceWhenItsAttemptCanBeWithdrawn() {
		String id = this.scenario.publish(MessageSpec.builder().callback(CallbackSpec.to("https://example.com/cb")));
		this.scenario.hold(id);
		assertThat(cancel(id)).isEqualTo(1);
		assertThat(this.scenario.states(id)).containsExactly(LogState.CREATED, LogState.ACTIVE,
				LogState.CANCEL_REQUESTED, LogState.CANCELLED);
		assertThat(this.scenario.running()).isEmpty();
		assertThat(this.scenario.nextDue()).isEmpty();
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> cancel(id));
	}

	@Test
	void aMemberWhoseAttemptIsWithdrawnMakesPlace() {
		String first = this.scenario.publish(MessageSpec.builder().queue("q"));
		String second = this.scenario.publish(MessageSpec.builder().queue("q"));
		this.scenario.hold(first);
		cancel(first);
		assertThat(this.scenario.running()).containsExactly(second);
	}

	@Test
	void anAttemptThatNobodyWantsToStopIsNotWithdrawn() {
		String id = this.scenario.publish(MessageSpec.builder());
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.scenario.send(new Command.AttemptWithdrawn(id, 1)))
			.withMessageStartingWith("msg_1 RUNNING cannot become CANCELLED");
		this.scenario.answer(id, 200);
		assertThat(this.scenario.states(id)).endsWith(LogState.DELIVERED);
	}

	@Test
	void aRunningMessageMayStillBeDelivered() {
		String id = this.scenario.publish(MessageSpec.builder());
		cancel(id);
		this.scenario.answer(id, 200);
		assertThat(this.scenario.states(id)).endsWith(LogState.CANCEL_REQUESTED, LogState.DELIVERED);
	}

	@Test
	void anUnknownAnEndedAndAnAlreadyCancelledMessageAreNotFound() {
		String delivered = this.scenario.publish(MessageSpec.builder());
		this.scenario.answer(delivered, 200);
		String running = this.scenario.publish(MessageSpec.builder());
		cancel(running);
		String waiting = this.scenario.publish(MessageSpec.builder().delay(Duration.ofDays(1)));
		cancel(waiting);
		for (String id : new String[] { "msg_99", delivered, running, waiting }) {
			assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> cancel(id))
				.withMessage("message " + id + " not found")
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(RefusedException.Kind.NOT_FOUND));
		}
	}

	private int cancel(String id) {
		return this.scenario.send(new Command.CancelMessage(id));
	}

}
