package io.github.qstash.devserver.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class LanesTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final Lanes lanes = new Lanes(2);

	private final List<String> started = new CopyOnWriteArrayList<>();

	@Test
	void worksOfOneLaneWaitInOrderWhileOtherLanesGoOn() {
		List<Sinks.Empty<String>> ends = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			Sinks.Empty<String> end = Sinks.empty();
			ends.add(end);
			this.lanes.enter("slow", work("slow" + i, end.asMono())).subscribe();
			awaitStarted("slow" + Math.min(i, 1));
		}
		StepVerifier.create(this.lanes.enter("fast", work("fast", Mono.just("done"))))
			.expectNext("done")
			.expectComplete()
			.verify(LIMIT);
		assertThat(this.started).containsExactly("slow0", "slow1", "fast");
		ends.get(1).tryEmitEmpty();
		awaitStarted("slow2");
		ends.get(0).tryEmitEmpty();
		awaitStarted("slow3");
		assertThat(this.started).containsExactly("slow0", "slow1", "fast", "slow2", "slow3");
	}

	@Test
	void whenRunningWorkIsCancelledThenTheNextStarts() {
		Disposable first = this.lanes.enter("lane", work("first", Mono.never())).subscribe();
		this.lanes.enter("lane", work("second", Mono.never())).subscribe();
		awaitStarted("second");
		this.lanes.enter("lane", work("third", Mono.never())).subscribe();
		first.dispose();
		awaitStarted("third");
	}

	@Test
	void whenWaitingWorkIsCancelledThenItNeverStarts() {
		Disposable first = this.lanes.enter("lane", work("first", Mono.never())).subscribe();
		this.lanes.enter("lane", work("second", Mono.never())).subscribe();
		awaitStarted("second");
		Disposable third = this.lanes.enter("lane", work("third", Mono.never())).subscribe();
		this.lanes.enter("lane", work("fourth", Mono.never())).subscribe();
		third.dispose();
		first.dispose();
		awaitStarted("fourth");
		assertThat(this.started).doesNotContain("third");
	}

	@Test
	void manyWorksThatFailAtOnceAllEnd() {
		AtomicInteger failures = new AtomicInteger();
		Flux.fromStream(IntStream.range(0, 10_000).boxed())
			.flatMap((i) -> this.lanes.enter("lane", Mono.error(new IllegalStateException("at once")))
				.onErrorResume((ex) -> Mono.fromRunnable(failures::incrementAndGet)), 10_000)
			.blockLast(LIMIT);
		assertThat(failures).hasValue(10_000);
	}

	private Mono<String> work(String name, Mono<String> end) {
		return Mono.defer(() -> {
			this.started.add(name);
			return end;
		});
	}

	private void awaitStarted(String name) {
		Awaitility.await().atMost(LIMIT).until(() -> this.started.contains(name));
	}

}
