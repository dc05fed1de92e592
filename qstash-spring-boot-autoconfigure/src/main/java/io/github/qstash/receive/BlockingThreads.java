package io.github.qstash.receive;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Where handlers run that block, unless something else was chosen. A handler that QStash
 * has stopped waiting for is not interrupted: it may be in the middle of its work.
 */
final class BlockingThreads {

	/** A virtual thread for each delivery where there are any, else a bounded pool. */
	static final Scheduler SCHEDULER = create();

	private BlockingThreads() {
	}

	private static Scheduler create() {
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
