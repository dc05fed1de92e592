package io.github.qstash.client;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Keeps the messages of a stream in order where order matters: of the calls that bring
 * messages into the same queue, one at a time is under way.
 */
final class QueueOrder {

	private final Map<String, Mono<Void>> lastCalls = new ConcurrentHashMap<>();

	<T> Mono<T> keep(List<OutgoingMessage> messages, Mono<T> call) {
		Set<String> queues = messages.stream()
			.map(OutgoingMessage::queue)
			.filter(Objects::nonNull)
			.collect(Collectors.toSet());
		if (queues.isEmpty()) {
			return call;
		}
		Sinks.Empty<Void> ended = Sinks.empty();
		Mono<Void> end = ended.asMono();
		Set<Mono<Void>> before = new HashSet<>();
		for (String queue : queues) {
			Mono<Void> last = this.lastCalls.put(queue, end);
			if (last != null) {
				before.add(last);
			}
		}
		return Mono.when(before).then(call).doFinally((signal) -> {
			queues.forEach((queue) -> this.lastCalls.remove(queue, end));
			ended.tryEmitEmpty();
		});
	}

}
