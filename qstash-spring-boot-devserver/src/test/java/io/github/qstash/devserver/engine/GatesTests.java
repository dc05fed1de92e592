package io.github.qstash.devserver.engine;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GatesTests {

	private final Gates gates = new Gates(new Queues());

	@Test
	void aMessageWithoutQueueMayStartWhenItIsDue() {
		Message message = Samples.message(1);
		assertThat(this.gates.due(message)).containsExactly(message);
		assertThat(this.gates.ended(message)).isEmpty();
	}

	@Test
	void oneMemberIsAdmittedAtATime() {
		Message first = member(1);
		Message second = member(2);
		assertThat(this.gates.due(first)).containsExactly(first);
		assertThat(this.gates.due(second)).isEmpty();
		assertThat(this.gates.ended(first)).containsExactly(second);
		assertThat(this.gates.ended(second)).isEmpty();
		Message third = member(3);
		assertThat(this.gates.due(third)).containsExactly(third);
	}

	@Test
	void aMemberThatIsUnderWayIsAdmittedAgain() {
		Message first = member(1);
		this.gates.due(first);
		this.gates.due(member(2));
		assertThat(this.gates.due(first)).containsExactly(first);
	}

	@Test
	void aSlotIsFreeWhenTheMemberAndAllItsCallbacksEnded() {
		Message first = member(1);
		Message second = member(2);
		Message callback = Samples.message(3);
		Message another = Samples.message(4);
		this.gates.due(first);
		this.gates.due(second);
		this.gates.joinSlot(callback, first);
		this.gates.joinSlot(another, first);
		assertThat(this.gates.ended(callback)).isEmpty();
		assertThat(this.gates.ended(first)).isEmpty();
		assertThat(this.gates.ended(another)).containsExactly(second);
	}

	@Test
	void whoLeavesTheLineIsNotAdmitted() {
		Message first = member(1);
		Message second = member(2);
		Message third = member(3);
		this.gates.due(first);
		this.gates.due(second);
		this.gates.due(third);
		assertThat(this.gates.ended(second)).isEmpty();
		assertThat(this.gates.ended(first)).containsExactly(third);
	}

	private Message member(long number) {
		Message member = Samples.message(number, MessageSpec.builder().queue("q"));
		this.gates.join(Instant.EPOCH, member);
		return member;
	}

}
