package io.github.qstash.devserver.engine;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GatesTests {

	private final Gates gates = new Gates(new Queues(), new FlowKeys());

	@Test
	void aMessageWithoutQueueMayStartWhenItIsDue() {
		Message message = Samples.message(1);
		assertThat(this.gates.due(Instant.EPOCH, message)).containsExactly(message);
		assertThat(this.gates.ended(Instant.EPOCH, message)).isEmpty();
	}

	@Test
	void oneMemberIsAdmittedAtATime() {
		Message first = member(1);
		Message second = member(2);
		assertThat(this.gates.due(Instant.EPOCH, first)).containsExactly(first);
		assertThat(this.gates.due(Instant.EPOCH, second)).isEmpty();
		assertThat(this.gates.ended(Instant.EPOCH, first)).containsExactly(second);
		assertThat(this.gates.ended(Instant.EPOCH, second)).isEmpty();
		Message third = member(3);
		assertThat(this.gates.due(Instant.EPOCH, third)).containsExactly(third);
	}

	@Test
	void aMemberThatIsUnderWayIsAdmittedAgain() {
		Message first = member(1);
		this.gates.due(Instant.EPOCH, first);
		this.gates.due(Instant.EPOCH, member(2));
		assertThat(this.gates.due(Instant.EPOCH, first)).containsExactly(first);
	}

	@Test
	void aSlotIsFreeWhenTheMemberAndAllItsCallbacksEnded() {
		Message first = member(1);
		Message second = member(2);
		Message callback = Samples.message(3);
		Message another = Samples.message(4);
		this.gates.due(Instant.EPOCH, first);
		this.gates.due(Instant.EPOCH, second);
		this.gates.joinSlot(callback, first);
		this.gates.joinSlot(another, first);
		assertThat(this.gates.ended(Instant.EPOCH, callback)).isEmpty();
		assertThat(this.gates.ended(Instant.EPOCH, first)).isEmpty();
		assertThat(this.gates.ended(Instant.EPOCH, another)).containsExactly(second);
	}

	@Test
	void whoLeavesTheLineIsNotAdmitted() {
		Message first = member(1);
		Message second = member(2);
		Message third = member(3);
		this.gates.due(Instant.EPOCH, first);
		this.gates.due(Instant.EPOCH, second);
		this.gates.due(Instant.EPOCH, third);
		assertThat(this.gates.ended(Instant.EPOCH, second)).isEmpty();
		assertThat(this.gates.ended(Instant.EPOCH, first)).containsExactly(third);
	}

	private Message member(long number) {
		Message member = Samples.message(number, MessageSpec.builder().queue("q"));
		this.gates.join(Instant.EPOCH, member);
		return member;
	}

}
