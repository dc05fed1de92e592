package io.github.qstash.receive.store;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.github.qstash.receive.QStashDeliveryStore;
import io.github.qstash.receive.QStashDeliveryStore.Attempt;
import io.github.qstash.receive.QStashDeliveryStore.State;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InMemoryDeliveryStore}.
 */
@ExtendWith(OutputCaptureExtension.class)
class InMemoryDeliveryStoreTests extends DeliveryStoreContract {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final int MAX = 100;

	private final AtomicLong nanos = new AtomicLong();

	private final InMemoryDeliveryStore store = new InMemoryDeliveryStore(MAX, this.nanos::get);

	@Override
	QStashDeliveryStore store() {
		return this.store;
	}

	@Override
	void letTimePass(String id) {
		this.nanos.addAndGet(SHORT.toNanos());
	}

	@Test
	void whenMoreAreDoneThanAreRememberedThenForgetsSomeAndWarnsOnce(CapturedOutput output) {
		for (int i = 0; i < 10 * MAX; i++) {
			Attempt attempt = new Attempt("done " + i, "owner");
			begin(attempt);
			run(this.store.complete(attempt, Duration.ofDays(1)));
		}
		// the cache forgets in the background
		Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(remembered()).isBetween(1L, (long) MAX));
		assertThat(output).containsOnlyOnce("WARN").contains("'qstash.receiver.idempotency.max-entries'");
	}

	@Test
	void whenMoreAreInProgressThanAreRememberedThenForgetsNone(CapturedOutput output) {
		IntStream.range(0, 10 * MAX).forEach((i) -> begin(new Attempt("in progress " + i, "owner")));
		assertThat(IntStream.range(0, 10 * MAX)
			.filter((i) -> begin(new Attempt("in progress " + i, "other")) == State.IN_PROGRESS)
			.count()).isEqualTo(10 * MAX);
		assertThat(output).doesNotContain("WARN");
	}

	private long remembered() {
		return IntStream.range(0, 10 * MAX)
			.filter((i) -> begin(new Attempt("done " + i, "other")) == State.DONE)
			.count();
	}

}
