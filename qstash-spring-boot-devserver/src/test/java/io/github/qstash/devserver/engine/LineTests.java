package io.github.qstash.devserver.engine;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LineTests {

	private final Line line = new Line();

	private final Message first = Samples.message(7);

	private final Message second = Samples.message(3);

	private final Message third = Samples.message(5);

	@Test
	void messagesLeaveInTheOrderInWhichTheyCame() {
		enterAll();
		assertThat(this.line.size()).isEqualTo(3);
		assertThat(this.line.poll()).isSameAs(this.first);
		assertThat(this.line.poll()).isSameAs(this.second);
		assertThat(this.line.poll()).isSameAs(this.third);
		assertThat(this.line.poll()).isNull();
		assertThat(this.line.isEmpty()).isTrue();
	}

	@Test
	void whoGoesAwayLetsTheOthersCloseUp() {
		enterAll();
		assertThat(this.line.before(this.third)).isSameAs(this.second);
		this.line.leave(this.second);
		assertThat(this.line.contains(this.second)).isFalse();
		assertThat(this.line.before(this.third)).isSameAs(this.first);
		assertThat(this.line.before(this.first)).isNull();
	}

	@Test
	void whoComesAgainStandsAtTheEnd() {
		enterAll();
		this.line.enter(this.line.poll());
		assertThat(this.line.before(this.first)).isSameAs(this.third);
	}

	@Test
	void whoStandsInAnotherLineStaysThere() {
		Line other = new Line();
		other.enter(this.first);
		this.line.leave(this.first);
		assertThat(this.line.contains(this.first)).isFalse();
		assertThat(other.contains(this.first)).isTrue();
	}

	private void enterAll() {
		this.line.enter(this.first);
		this.line.enter(this.second);
		this.line.enter(this.third);
	}

}
