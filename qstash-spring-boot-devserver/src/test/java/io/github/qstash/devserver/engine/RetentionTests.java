package io.github.qstash.devserver.engine;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RetentionTests {

	@Test
	void nothingIsForgottenWithinTheLimits() {
		Retention retention = new Retention(2, 10);
		assertThat(retention.add("a", 5)).isEmpty();
		assertThat(retention.add("b", 5)).isEmpty();
	}

	@Test
	void theOldestAreForgotten() {
		Retention retention = new Retention(2, 10);
		retention.add("a", 1);
		retention.add("b", 1);
		assertThat(retention.add("c", 1)).containsExactly("a");
		assertThat(retention.add("d", 10)).containsExactly("b", "c");
	}

	@Test
	void theNewestIsKeptHoweverLargeItIs() {
		Retention retention = new Retention(0, 10);
		assertThat(retention.add("a", 100)).isEmpty();
		assertThat(retention.add("b", 1)).containsExactly("a");
	}

}
