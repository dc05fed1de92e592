package io.github.qstash.devserver.engine;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class QueuesTests {

	private final Queues queues = new Queues();

	@Test
	void aQueueIsCreatedOnce() {
		Queue queue = this.queues.getOrCreate(Instant.EPOCH, "q");
		assertThat(this.queues.getOrCreate(Instant.EPOCH, "q")).isSameAs(queue).isSameAs(this.queues.get("q"));
		assertThat(this.queues.all()).containsExactly(queue);
		assertThat(this.queues.remove("q")).isSameAs(queue);
		assertThat(this.queues.remove("q")).isNull();
	}

	@Test
	void theLongestNameIsAllowed() {
		assertThatNoException().isThrownBy(() -> this.queues.check("A-z_0.9".repeat(36) + "abc"));
	}

	@Test
	void aRefusalNamesTheLengthOfAName() {
		refused("q".repeat(300), "invalid queueName: it has 300 characters, at most 255 are allowed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/b", "a b", "grün", "a\n", "a%2Fb" })
	void namesHaveFewCharacters(String name) {
		refused(name, "invalid queueName: only letters, digits, '-', '_' and '.' are allowed");
	}

	@Test
	void anEmptyNameIsRefused() {
		refused("", "invalid queueName: it is empty");
	}

	private void refused(String name, String text) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.queues.check(name))
			.withMessage(text)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(RefusedException.Kind.INVALID));
	}

}
