package io.github.qstash.client;

import java.util.ArrayList;
import java.util.List;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Counts the calls that have begun and not ended, with their retries and the pauses
 * between them.
 */
final class CallsUnderWay {

	private final List<Sinks.Empty<Void>> waiting = new ArrayList<>();

	private long count;

	<T> Mono<T> count(Mono<T> call) {
		return Mono.defer(() -> {
			begin();
			return call.doFinally((signal) -> end());
		});
	}

	Mono<Void> none() {
		return Mono.defer(() -> {
			Sinks.Empty<Void> none = Sinks.empty();
			synchronized (this) {
				if (this.count == 0) {
					return Mono.empty();
				}
				this.waiting.add(none);
			}
			return none.asMono();
		});
	}

	private synchronized void begin() {
		this.count++;
	}

	private void end() {
		List<Sinks.Empty<Void>> none = List.of();
		synchronized (this) {
			if (--this.count == 0 && !this.waiting.isEmpty()) {
				none = List.copyOf(this.waiting);
				this.waiting.clear();
			}
		}
		none.forEach(Sinks.Empty::tryEmitEmpty);
	}

}
