package io.github.qstash.devserver.engine;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AgendaTests {

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	private final Agenda<Message> agenda = new Agenda<>();

	@Test
	void theEarliestComesFirstAndOfOneInstantTheFirstAccepted() {
		Message late = Samples.message(1);
		Message second = Samples.message(3);
		Message first = Samples.message(2);
		this.agenda.add(late, NOON.plusNanos(1));
		this.agenda.add(second, NOON);
		this.agenda.add(first, NOON);
		assertThat(this.agenda.next()).contains(NOON);
		assertThat(this.agenda.pollDue(NOON.plusSeconds(1))).isSameAs(first);
		assertThat(this.agenda.pollDue(NOON.plusSeconds(1))).isSameAs(second);
		assertThat(this.agenda.pollDue(NOON.plusSeconds(1))).isSameAs(late);
		assertThat(this.agenda.pollDue(NOON.plusSeconds(1))).isNull();
		assertThat(this.agenda.next()).isEmpty();
	}

	@Test
	void nothingIsDueBeforeItsInstant() {
		this.agenda.add(Samples.message(1), NOON);
		assertThat(this.agenda.pollDue(NOON.minusNanos(1))).isNull();
		assertThat(this.agenda.pollDue(NOON)).isNotNull();
	}

	@Test
	void aRemovedMessageIsGone() {
		Message message = Samples.message(1);
		this.agenda.add(message, NOON);
		this.agenda.remove(message);
		this.agenda.remove(message);
		assertThat(this.agenda.next()).isEmpty();
		this.agenda.add(message, NOON.plusSeconds(1));
		assertThat(this.agenda.next()).contains(NOON.plusSeconds(1));
	}

}
