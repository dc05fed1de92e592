package io.github.qstash.devserver.engine;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Where a message is between publish and end. Every event moves it along the table; what
 * is not in the table cannot happen.
 */
enum Lifecycle {

	NEW, WAITING, RUNNING, RUNNING_UNWANTED, ATTEMPT_FAILED, CANCELLING, DELIVERED, DEAD, CANCELLED;

	// @formatter:off
	private static final Map<Move, Lifecycle> TABLE = Map.ofEntries(
			Map.entry(new Move(NEW, LogState.CREATED), WAITING),
			Map.entry(new Move(WAITING, LogState.ACTIVE), RUNNING),
			Map.entry(new Move(WAITING, LogState.CANCEL_REQUESTED), CANCELLING),
			Map.entry(new Move(RUNNING, LogState.DELIVERED), DELIVERED),
			Map.entry(new Move(RUNNING, LogState.ERROR), ATTEMPT_FAILED),
			Map.entry(new Move(RUNNING, LogState.CANCEL_REQUESTED), RUNNING_UNWANTED),
			Map.entry(new Move(RUNNING_UNWANTED, LogState.DELIVERED), DELIVERED),
			Map.entry(new Move(RUNNING_UNWANTED, LogState.ERROR), CANCELLING),
			Map.entry(new Move(RUNNING_UNWANTED, LogState.CANCELLED), CANCELLED),
			Map.entry(new Move(ATTEMPT_FAILED, LogState.RETRY), WAITING),
			Map.entry(new Move(ATTEMPT_FAILED, LogState.FAILED), DEAD),
			Map.entry(new Move(CANCELLING, LogState.CANCELLED), CANCELLED));
	// @formatter:on

	@Nullable Lifecycle after(LogState event) {
		return TABLE.get(new Move(this, event));
	}

	boolean running() {
		return this == RUNNING || this == RUNNING_UNWANTED;
	}

	boolean cancellable() {
		return this == WAITING || this == RUNNING;
	}

	private record Move(Lifecycle from, LogState event) {

	}

}
