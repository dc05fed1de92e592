package io.github.qstash.devserver.engine;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class QueuesTests {

	private final Queues queues = new Queues();

	@Test
	void aMessageWithoutQueueIsAlwaysAdmitted() {
		Message message = Samples.message(1);
		assertThat(this.queues.admit(message)).isSameAs(message);
		assertThat(this.queues.leave(message)).isNull();
	}

	@Test
	void oneMemberIsAdmittedAtATime() {
		Message first = member(1);
		Message second = member(2);
		assertThat(this.queues.admit(first)).isSameAs(first);
		assertThat(this.queues.admit(second)).isNull();
		assertThat(this.queues.leave(first)).isSameAs(second);
		assertThat(this.queues.leave(second)).isNull();
		Message third = member(3);
		assertThat(this.queues.admit(third)).isSameAs(third);
	}

	@Test
	void aMemberThatIsUnderWayIsAdmittedAgain() {
		Message first = member(1);
		this.queues.admit(first);
		this.queues.admit(member(2));
		assertThat(this.queues.admit(first)).isSameAs(first);
	}

	@Test
	void aSlotIsFreeWhenTheMemberAndAllItsCallbacksLeft() {
		Message first = member(1);
		Message second = member(2);
		Message callback = Samples.message(3);
		Message another = Samples.message(4);
		this.queues.admit(first);
		this.queues.admit(second);
		this.queues.join(callback, first);
		this.queues.join(another, first);
		assertThat(this.queues.leave(callback)).isNull();
		assertThat(this.queues.leave(first)).isNull();
		assertThat(this.queues.leave(another)).isSameAs(second);
	}

	@Test
	void whoLeavesTheLineIsNotAdmitted() {
		Message first = member(1);
		Message second = member(2);
		Message third = member(3);
		this.queues.admit(first);
		this.queues.admit(second);
		this.queues.admit(third);
		assertThat(this.queues.leave(second)).isNull();
		assertThat(this.queues.leave(first)).isSameAs(third);
	}

	private static Message member(long number) {
		return Samples.message(number, MessageSpec.builder().queue("q"));
	}

}
