package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RateTests {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private final Rate rate = new Rate();

	@BeforeEach
	void twoPerMinute() {
		this.rate.limit(2, Duration.ofMinutes(1));
	}

	@Test
	void withoutALimitEverythingStartsAtOnce() {
		this.rate.limit(null, Duration.ofSeconds(1));
		started(0, 0, 0, 0);
		assertThat(next(0)).isZero();
		assertThat(this.rate.count(START)).isEqualTo(4);
	}

	@Test
	void aPeriodBeginsWithTheFirstStart() {
		assertThat(next(7)).isEqualTo(7);
		started(7);
		assertThat(next(20)).isEqualTo(20);
		started(20);
		assertThat(next(20)).isEqualTo(67);
		assertThat(next(66)).isEqualTo(67);
		assertThat(next(67)).isEqualTo(67);
		assertThat(next(100)).isEqualTo(100);
	}

	@Test
	void theCountIsThatOfThePresentPeriod() {
		started(0, 10);
		assertThat(this.rate.count(START.plusSeconds(59))).isEqualTo(2);
		assertThat(this.rate.count(START.plusSeconds(60))).isZero();
		started(90);
		assertThat(this.rate.count(START.plusSeconds(90))).isEqualTo(1);
		assertThat(this.rate.start()).isEqualTo(START.plusSeconds(90));
	}

	@Test
	void aNewLimitCountsInThePeriodThatIsRunning() {
		started(0, 10);
		this.rate.limit(3, Duration.ofMinutes(1));
		assertThat(next(20)).isEqualTo(20);
		this.rate.limit(1, Duration.ofSeconds(30));
		assertThat(next(20)).isEqualTo(30);
	}

	@Test
	void aResetBeginsAPeriod() {
		started(0, 10);
		this.rate.reset(START.plusSeconds(20));
		assertThat(next(20)).isEqualTo(20);
		started(30, 40);
		assertThat(next(40)).isEqualTo(80);
	}

	private void started(int... seconds) {
		for (int second : seconds) {
			this.rate.started(START.plusSeconds(second));
		}
	}

	private long next(int second) {
		return Duration.between(START, this.rate.next(START.plusSeconds(second))).toSeconds();
	}

}
