package io.github.qstash.devserver.engine;

import java.util.List;

/**
 * Carries out what users do with flow-control keys.
 */
final class FlowControlCommands {

	private final FlowKeys keys;

	private final Deliveries deliveries;

	FlowControlCommands(FlowKeys keys, Deliveries deliveries) {
		this.keys = keys;
		this.deliveries = deliveries;
	}

	List<FlowKeyView> list(Step step, FlowControlCommand.ListAll command) {
		return this.keys.all()
			.stream()
			.filter((key) -> key.name().contains(command.search()))
			.map((key) -> key.view(step.now()))
			.toList();
	}

	FlowKeyView get(Step step, FlowControlCommand.Get command) {
		return this.keys.get(command.key()).view(step.now());
	}

	Done pause(Step step, FlowControlCommand.Pause command) {
		FlowKey key = this.keys.getOrCreate(command.key());
		key.paused(true);
		return this.deliveries.advance(step, key);
	}

	Done resume(Step step, FlowControlCommand.Resume command) {
		FlowKey key = this.keys.get(command.key());
		key.paused(false);
		return this.deliveries.advance(step, key);
	}

	Done pin(Step step, FlowControlCommand.Pin command) {
		Integer parallelism = command.parallelism();
		Integer rate = command.rate();
		FlowKeys.checkLimits(parallelism, rate, command.period());
		FlowKey key = this.keys.getOrCreate(command.key());
		if (parallelism != null) {
			key.pinParallelism(step.now(), parallelism);
		}
		if (rate != null) {
			key.pinRate(step.now(), rate, command.period());
		}
		return this.deliveries.advance(step, key);
	}

	Done unpin(Step step, FlowControlCommand.Unpin command) {
		FlowKey key = this.keys.get(command.key());
		key.unpin(command.parallelism(), command.rate());
		return this.deliveries.advance(step, key);
	}

	Done resetRate(Step step, FlowControlCommand.ResetRate command) {
		FlowKey key = this.keys.get(command.key());
		key.resetRate(step.now());
		return this.deliveries.advance(step, key);
	}

	Done reset(Step step, FlowControlCommand.Reset command) {
		FlowKey key = this.keys.get(command.key());
		key.resetRate(step.now());
		key.resetParallelism();
		return this.deliveries.advance(step, key);
	}

}
