package io.github.qstash.devserver.runtime;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LaneTests {

	private final Lane<String> lane = new Lane<>(2);

	@Test
	void attemptsWaitInOrderUntilThereIsRoom() {
		enter("first", "second", "third", "fourth");
		assertThat(this.lane.next()).isEqualTo("first");
		assertThat(this.lane.next()).isEqualTo("second");
		assertThat(this.lane.next()).isNull();
		this.lane.leave();
		assertThat(this.lane.next()).isEqualTo("third");
		assertThat(this.lane.next()).isNull();
	}

	@Test
	void whatIsWithdrawnHasNoTurn() {
		enter("first", "second");
		this.lane.withdraw("first");
		assertThat(this.lane.next()).isEqualTo("second");
		assertThat(this.lane.next()).isNull();
	}

	@Test
	void laneIsEmptyWhenNothingRunsAndNothingWaits() {
		assertThat(this.lane.isEmpty()).isTrue();
		enter("first");
		assertThat(this.lane.isEmpty()).isFalse();
		this.lane.next();
		assertThat(this.lane.isEmpty()).isFalse();
		this.lane.leave();
		assertThat(this.lane.isEmpty()).isTrue();
	}

	private void enter(String... attempts) {
		for (String attempt : attempts) {
			this.lane.enter(attempt);
		}
	}

}
