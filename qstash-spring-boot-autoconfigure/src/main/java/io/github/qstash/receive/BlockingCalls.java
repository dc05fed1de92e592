package io.github.qstash.receive;

import java.util.concurrent.Callable;

import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Calls handlers that block, where blocking is allowed, and with the observation of the
 * delivery on their thread. A handler that QStash has stopped waiting for is not
 * interrupted: it may be in the middle of its work.
 */
final class BlockingCalls {

	/** A virtual thread for each delivery where there are any, else a bounded pool. */
	static final Scheduler THREADS = threads();

	private final Scheduler scheduler;

	BlockingCalls(Scheduler scheduler) {
		this.scheduler = scheduler;
	}

	Mono<Object> call(Callable<@Nullable Object> call) {
		return Mono.deferContextual((context) -> {
			Observation observation = context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
			Callable<@Nullable Object> observed = (observation != null) ? () -> observation.scopedChecked(call::call)
					: call;
			return Mono.fromCallable(() -> UserCode.call(observed)).subscribeOn(this.scheduler);
		});
	}

	private static Scheduler threads() {
		try {
			return Schedulers.fromExecutor(new VirtualThreadTaskExecutor("qstash-handler-"));
		}
		catch (UnsupportedOperationException ex) { // before Java 21
			// of its own, so that nobody else's waiting keeps handlers from running
			Scheduler pool = Schedulers.newBoundedElastic(Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE,
					Schedulers.DEFAULT_BOUNDED_ELASTIC_QUEUESIZE, "qstash-handler", 60, true);
			return Schedulers.fromExecutor(pool::schedule);
		}
	}

}
