package io.github.qstash.publish;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Remembers the failures it is told, or throws if the result is "unhandled". It takes a
 * thread of its own, as one does that blocks.
 */
public class RecordingFailureHandler implements QStashPublishFailureHandler {

	private final List<QStashPublishFailure> failures = new CopyOnWriteArrayList<>();

	private final String unhandled;

	public RecordingFailureHandler() {
		this("unhandled");
	}

	/**
	 * Create a handler.
	 * @param unhandled the result of whose failure this throws
	 */
	RecordingFailureHandler(String unhandled) {
		this.unhandled = unhandled;
	}

	@Override
	public Mono<Void> handle(QStashPublishFailure failure) {
		if (this.unhandled.equals(failure.result())) {
			throw new IllegalArgumentException("the handler failed");
		}
		return Mono.<Void>fromRunnable(() -> this.failures.add(failure)).subscribeOn(Schedulers.boundedElastic());
	}

	/**
	 * Return the failures.
	 * @return those of now and those to come
	 */
	public List<QStashPublishFailure> failures() {
		return this.failures;
	}

}
