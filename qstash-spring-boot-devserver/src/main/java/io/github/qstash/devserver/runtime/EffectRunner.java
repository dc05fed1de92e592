package io.github.qstash.devserver.runtime;

import java.util.function.BiConsumer;

import io.github.qstash.devserver.engine.AttemptRequest;
import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.Effect;

/**
 * Does what the engines decided, and brings back how it ended. Belongs to the thread of
 * the loop.
 */
final class EffectRunner {

	private final RunningAttempts attempts;

	private final Outcomes outcomes;

	private final Inbox inbox;

	private final BiConsumer<Account, Command<?>> engines;

	/**
	 * Create a runner.
	 * @param attempts where attempts run
	 * @param outcomes where their ends wait for the engines
	 * @param inbox where ends come in, from any thread
	 * @param engines hands a command to the engine of an account
	 */
	EffectRunner(RunningAttempts attempts, Outcomes outcomes, Inbox inbox, BiConsumer<Account, Command<?>> engines) {
		this.attempts = attempts;
		this.outcomes = outcomes;
		this.inbox = inbox;
		this.engines = engines;
	}

	void carryOut(Account account, Effect effect) {
		if (effect instanceof Effect.StartAttempt start) {
			start(account, start.request());
		}
		else if (effect instanceof Effect.AbortAttempt abort) {
			abort(account, abort);
		}
		else {
			throw new IllegalStateException("Unknown effect " + effect.getClass().getSimpleName());
		}
	}

	private void start(Account account, AttemptRequest request) {
		RunningAttempts.Id id = new RunningAttempts.Id(account, request.messageId(), request.attempt());
		this.attempts.start(id, request, account::keys, (ended) -> this.inbox.add(() -> end(account, request, ended)));
	}

	private void end(Account account, AttemptRequest request, RunningAttempts.Ended ended) {
		if (this.attempts.finish(ended)) {
			this.outcomes.add(ended.attempt().startNumber(), () -> this.engines.accept(account,
					new Command.AttemptEnded(request.messageId(), request.attempt(), ended.outcome())));
		}
	}

	private void abort(Account account, Effect.AbortAttempt abort) {
		if (this.attempts.withdraw(new RunningAttempts.Id(account, abort.messageId(), abort.attempt()))) {
			this.engines.accept(account, new Command.AttemptWithdrawn(abort.messageId(), abort.attempt()));
		}
	}

}
