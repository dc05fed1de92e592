package io.github.qstash.devserver.runtime;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.github.qstash.devserver.engine.AttemptOutcome;
import io.github.qstash.devserver.engine.AttemptRequest;
import io.github.qstash.signature.SigningKeys;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The attempts that the engines have started: held while the gate is closed, running once
 * it is open. Belongs to the thread of the loop.
 */
final class RunningAttempts {

	private final AttemptSender sender;

	private final List<Runnable> held = new ArrayList<>();

	private final Set<Attempt> running = new HashSet<>();

	private final List<Runnable> onIdle = new ArrayList<>();

	private boolean gateOpen;

	RunningAttempts(AttemptSender sender, boolean gateOpen) {
		this.sender = sender;
		this.gateOpen = gateOpen;
	}

	void openGate() {
		this.gateOpen = true;
		List<Runnable> waiting = List.copyOf(this.held);
		this.held.clear();
		waiting.forEach(Runnable::run);
	}

	/**
	 * Hold attempts back from now on.
	 * @param onIdle is run once no attempt is running any more
	 */
	void closeGate(Runnable onIdle) {
		this.gateOpen = false;
		this.onIdle.add(onIdle);
		notifyIfIdle();
	}

	/**
	 * Start an attempt, now or when the gate opens.
	 * @param request what to send
	 * @param keys keys to sign with
	 * @param ended gets the end of the attempt, on any thread, unless it is aborted
	 */
	void start(AttemptRequest request, SigningKeys keys, Consumer<Ended> ended) {
		if (!this.gateOpen) {
			this.held.add(() -> start(request, keys, ended));
			return;
		}
		Attempt attempt = new Attempt();
		this.running.add(attempt);
		attempt.subscription = Mono.defer(() -> this.sender.send(request, keys))
			.onErrorResume(
					(ex) -> Mono.just(new AttemptOutcome.Failed("delivery failed: " + ex.getClass().getSimpleName())))
			.defaultIfEmpty(new AttemptOutcome.Failed("delivery ended without an outcome"))
			.subscribeOn(Schedulers.parallel())
			.subscribe((outcome) -> ended.accept(new Ended(attempt, outcome)));
	}

	/**
	 * Take note that the end of an attempt has arrived.
	 * @param ended the end
	 * @return whether it counts; not if the attempt was aborted meanwhile
	 */
	boolean finish(Ended ended) {
		boolean counts = this.running.remove(ended.attempt());
		notifyIfIdle();
		return counts;
	}

	/**
	 * Forget what is held and break off what is running.
	 */
	void abortAll() {
		this.held.clear();
		List<Attempt> aborted = List.copyOf(this.running);
		this.running.clear();
		aborted.forEach((attempt) -> attempt.subscription.dispose());
		notifyIfIdle();
	}

	private void notifyIfIdle() {
		if (this.running.isEmpty()) {
			List<Runnable> waiting = List.copyOf(this.onIdle);
			this.onIdle.clear();
			waiting.forEach(Runnable::run);
		}
	}

	/** One attempt, by identity. */
	static final class Attempt {

		private Disposable subscription = () -> {
		};

	}

	record Ended(Attempt attempt, AttemptOutcome outcome) {

	}

}
