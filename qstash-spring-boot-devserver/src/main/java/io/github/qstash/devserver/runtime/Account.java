package io.github.qstash.devserver.runtime;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.Decision;
import io.github.qstash.devserver.engine.Engine;
import io.github.qstash.signature.SigningKeys;
import reactor.core.publisher.Mono;

/**
 * One account of the server: an engine of its own, and the keys that its deliveries are
 * signed with.
 *
 * @since 1.0.0
 */
public final class Account {

	private final EngineLoop loop;

	private final KeyRotation keys;

	private final Supplier<Engine> engines;

	private Engine engine;

	private Instant timerPausedUntil = Instant.MIN;

	Account(EngineLoop loop, SigningKeys keys, Supplier<Engine> engines) {
		this.loop = loop;
		this.keys = new KeyRotation(keys);
		this.engines = engines;
		this.engine = engines.get();
	}

	/**
	 * Return the keys that deliveries of this account are signed with.
	 * @return the keys as they are now
	 */
	public SigningKeys keys() {
		return this.keys.keys();
	}

	/**
	 * Sign with the next key from now on, and make another one the next.
	 * @return the keys after the rotation
	 */
	public Mono<SigningKeys> rotateKeys() {
		return this.loop.onLoop(this.keys::rotate);
	}

	/**
	 * Hand a command to the engine of this account. Commands are carried out one by one,
	 * in the order of their subscriptions.
	 * @param <R> type of the reply
	 * @param command the command
	 * @return the reply, never on the engine's own thread; an error of type
	 * {@link io.github.qstash.devserver.engine.RefusedException} if the engine refuses
	 * the command, {@link EngineUnavailableException} if it did not get that far
	 */
	public <R> Mono<R> submit(Command<R> command) {
		return this.loop.submit(this, command);
	}

	<R> Decision<R> handle(Instant now, Command<R> command) {
		return this.engine.handle(now, command);
	}

	Optional<Instant> nextDue() {
		return this.engine.nextDue().map((due) -> due.isBefore(this.timerPausedUntil) ? this.timerPausedUntil : due);
	}

	void pauseTimer(Instant until) {
		this.timerPausedUntil = until;
	}

	// Empty the account, and give it the keys that it had at first: who was told them
	// then
	// is not told again.
	void reset() {
		this.keys.reset();
		this.engine = this.engines.get();
		this.timerPausedUntil = Instant.MIN;
	}

}
