package io.github.qstash.publish;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import reactor.core.publisher.Mono;

/**
 * Remembers the failures it is told, or throws if the result is "unhandled".
 */
public class RecordingFailureHandler implements QStashPublishFailureHandler {

	private final List<QStashPublishFailure> failures = new CopyOnWriteArrayList<>();

	@Override
	public Mono<Void> handle(QStashPublishFailure failure) {
		if ("unhandled".equals(failure.result())) {
			throw new IllegalArgumentException("the handler failed");
		}
		return Mono.fromRunnable(() -> this.failures.add(failure));
	}

	/**
	 * Return the failures.
	 * @return those of now and those to come
	 */
	public List<QStashPublishFailure> failures() {
		return this.failures;
	}

}
