package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeduplicationTests {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private final Deduplication deduplication = new Deduplication();

	@Test
	void anIdIsKnownForTenMinutes() {
		this.deduplication.remember(START, "a", null, "msg_1");
		assertThat(this.deduplication.earlier(START.plus(Duration.ofMinutes(10)).minusNanos(1), "a", null))
			.isEqualTo("msg_1");
		assertThat(this.deduplication.earlier(START.plus(Duration.ofMinutes(10)), "a", null)).isNull();
	}

	@Test
	void asMuchIsForgottenAsIsOld() {
		this.deduplication.remember(START, "a", null, "msg_1");
		this.deduplication.remember(START.plusSeconds(1), "b", null, "msg_2");
		assertThat(this.deduplication.earlier(START.plus(Duration.ofMinutes(10)), "b", null)).isEqualTo("msg_2");
	}

	@Test
	void anIdUsedAgainAfterItsTimeIsKnownForItsNewTime() {
		this.deduplication.remember(START, "a", null, "msg_1");
		Instant later = START.plus(Duration.ofMinutes(11));
		assertThat(this.deduplication.earlier(later, "a", null)).isNull();
		this.deduplication.remember(later, "a", null, "msg_2");
		assertThat(this.deduplication.earlier(later.plusSeconds(1), "a", null)).isEqualTo("msg_2");
	}

	@Test
	void theOldestAreForgottenWhenTheyAreTooMany() {
		for (int i = 0; i <= Deduplication.MAX_IDS; i++) {
			this.deduplication.remember(START, "id-" + i, null, "msg_" + i);
		}
		assertThat(this.deduplication.earlier(START, "id-0", null)).isNull();
		assertThat(this.deduplication.earlier(START, "id-1", null)).isEqualTo("msg_1");
	}

	@Test
	void endpointsHaveIdsOfTheirOwn() {
		this.deduplication.remember(START, "a", "https://a.example", "msg_1");
		assertThat(this.deduplication.earlier(START, "a", "https://b.example")).isNull();
		assertThat(this.deduplication.earlier(START, "a", null)).isNull();
		assertThat(this.deduplication.earlier(START, "a", "https://a.example")).isEqualTo("msg_1");
	}

}
