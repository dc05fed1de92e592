package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * A QStash account: accepts messages, decides when each delivery attempt starts and what
 * follows from its outcome.
 * <p>
 * Not thread-safe: one thread at a time owns an engine. Whoever owns it carries out the
 * {@linkplain Decision#effects() effects}, reports the end of every attempt as
 * {@link Command.AttemptEnded} and sends a {@link Command.Tick} at {@link #nextDue()}.
 *
 * @since 1.0.0
 */
public final class Engine {

	private final Ids ids;

	/**
	 * Create an engine that holds nothing, with default settings.
	 * @param ids source of message ids
	 */
	public Engine(Ids ids) {
		this.ids = ids;
	}

	/**
	 * Carry out a command.
	 * @param <R> type of the reply
	 * @param now the present instant; an earlier one than before is taken as the latest
	 * known, so that time never goes back
	 * @param command the command
	 * @return reply, events and effects
	 * @throws RefusedException if the command is wrong; nothing has changed then
	 */
	public <R> Decision<R> handle(Instant now, Command<R> command) {
		throw new UnsupportedOperationException(command.getClass().getSimpleName() + this.ids);
	}

	/**
	 * Return the earliest instant at which a {@link Command.Tick} has something to do.
	 * @return the instant, or empty if nothing waits for time to pass
	 */
	public Optional<Instant> nextDue() {
		return Optional.empty();
	}

}
