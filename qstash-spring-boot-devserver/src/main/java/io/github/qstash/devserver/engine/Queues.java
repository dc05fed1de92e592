package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The queues by name, in the order of their creation. The first message that asks for a
 * queue creates it.
 */
final class Queues {

	static final int MAX_QUEUES = 10_000;

	private final Map<String, Queue> queues = new LinkedHashMap<>();

	Queue get(String name) {
		Names.check("queueName", name);
		Queue queue = this.queues.get(name);
		if (queue == null) {
			throw RefusedException.notFound("queue " + name + " not found");
		}
		return queue;
	}

	// Refuse a name that neither is the name of a queue nor can become one.
	void check(String name) {
		Names.check("queueName", name);
		if (this.queues.size() >= MAX_QUEUES && !this.queues.containsKey(name)) {
			throw RefusedException.overLimit("there are " + MAX_QUEUES + " queues, no more are allowed");
		}
	}

	Queue getOrCreate(Instant now, String name) {
		return this.queues.computeIfAbsent(name, (key) -> new Queue(key, now));
	}

	// Forget a queue and return it, if there was one.
	@Nullable Queue remove(String name) {
		Names.check("queueName", name);
		return this.queues.remove(name);
	}

	Collection<Queue> all() {
		return this.queues.values();
	}

}
