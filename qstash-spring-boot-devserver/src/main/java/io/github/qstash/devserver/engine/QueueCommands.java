package io.github.qstash.devserver.engine;

import java.util.List;

/**
 * Carries out what users do with queues.
 */
final class QueueCommands {

	private final Queues queues;

	private final Deliveries deliveries;

	QueueCommands(Queues queues, Deliveries deliveries) {
		this.queues = queues;
		this.deliveries = deliveries;
	}

	Done upsert(Step step, QueueCommand.Upsert command) {
		this.queues.check(command.name());
		Integer parallelism = command.parallelism();
		if (parallelism != null && parallelism < 1) {
			throw RefusedException.invalid("invalid parallelism: it must be greater than 0");
		}
		Queue queue = this.queues.getOrCreate(step.now(), command.name());
		if (parallelism != null) {
			queue.parallelism(step.now(), parallelism);
		}
		if (command.paused() != null) {
			queue.paused(step.now(), command.paused());
		}
		return this.deliveries.advance(step, queue);
	}

	List<QueueView> list() {
		return this.queues.all().stream().map(Queue::view).toList();
	}

	QueueView get(QueueCommand.Get command) {
		return this.queues.get(command.name()).view();
	}

	Done pause(Step step, QueueCommand.Pause command) {
		this.queues.get(command.name()).paused(step.now(), true);
		return Done.DONE;
	}

	Done resume(Step step, QueueCommand.Resume command) {
		Queue queue = this.queues.get(command.name());
		queue.paused(step.now(), false);
		return this.deliveries.advance(step, queue);
	}

	Done delete(Step step, QueueCommand.Delete command) {
		Queue queue = this.queues.remove(command.name());
		if (queue != null) {
			this.deliveries.cancelAll(step, queue.members(), Integer.MAX_VALUE);
		}
		return Done.DONE;
	}

}
