package io.github.qstash.publish;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.client.PublishResponse;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.message.QStashMessage;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/**
 * Tests for one bean that is called by many threads and a reactive pipeline at once.
 */
class PublishConcurrencyTests {

	private static final int THREADS = 64;

	private static final int CALLS = 50_000;

	private static final Duration LIMIT = Duration.ofSeconds(60);

	// what was published, with the context in which it was
	private final Set<String> published = ConcurrentHashMap.newKeySet();

	private final Set<String> wrong = ConcurrentHashMap.newKeySet();

	private final Shop shop = new Advised(operations(), Map.of()).classProxy(new Shop());

	@Test
	void whenThreadsAndPipelineCallOneBeanThenEachMessageIsPublishedOnceInItsContext() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			Future<Void> pipeline = Flux.range(CALLS, CALLS)
				.flatMap((call) -> this.shop.later(call).contextWrite((context) -> context.put("call", call)), THREADS)
				.subscribeOn(Schedulers.parallel())
				.then()
				.toFuture();
			for (Future<?> thread : IntStream.range(0, THREADS)
				.mapToObj((thread) -> threads.submit(() -> callEvery(thread)))
				.toList()) {
				thread.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
			}
			pipeline.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.wrong).isEmpty();
		assertThat(this.published).hasSize(2 * CALLS);
	}

	private void callEvery(int thread) {
		for (int call = thread; call < CALLS; call += THREADS) {
			if (this.shop.now(call) != call) {
				this.wrong.add("returned " + call);
			}
		}
	}

	private QStashOperations operations() {
		return mock(QStashOperations.class, withSettings().stubOnly().defaultAnswer((invocation) -> {
			QStashMessage message = invocation.getArgument(0);
			Thread caller = Thread.currentThread();
			return Mono.<PublishResponse>deferContextual((context) -> {
				Object call = context.getOrDefault("call", message.body());
				if (!call.equals(message.body()) || !("id-" + call).equals(message.deduplicationId())
						|| (!context.hasKey("call") && Thread.currentThread() != caller)) {
					this.wrong.add("published " + message.body() + " as " + message.deduplicationId() + " in " + call);
				}
				if (!this.published.add(message.deduplicationId())) {
					this.wrong.add("twice " + call);
				}
				return Mono.empty();
			});
		}));
	}

	static class Shop {

		@QStashPublish(destination = "/a", deduplicationId = "id-#{#call}")
		int now(int call) {
			return call;
		}

		@QStashPublish(destination = "/a", deduplicationId = "id-#{#result}")
		Mono<Integer> later(int call) {
			return Mono.just(call).publishOn(Schedulers.parallel());
		}

	}

}
