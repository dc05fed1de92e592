package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * An engine and the loop around it, with a clock that is moved by hand and destinations
 * that answer at once or when told. Everything that happened is in one list.
 */
final class Scenario {

	static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	static final String URL = "https://example.com/in";

	private final Engine engine;

	private final List<Event> events = new ArrayList<>();

	private final Map<String, AttemptRequest> running = new LinkedHashMap<>();

	private final Set<String> held = new HashSet<>();

	private final List<AttemptRequest> started = new ArrayList<>();

	private Function<AttemptRequest, Optional<AttemptOutcome>> destination = (request) -> Optional.empty();

	private Instant now = START;

	Scenario() {
		this(EngineSettings.defaults());
	}

	/**
	 * A scenario that starts at another instant.
	 */
	static Scenario at(String instant) {
		Scenario scenario = new Scenario();
		scenario.now = Instant.parse(instant);
		return scenario;
	}

	Scenario(EngineSettings settings) {
		this.engine = new Engine(new CountingIds(), settings);
	}

	static AttemptOutcome status(int status) {
		return new AttemptOutcome.Responded(status, Map.of(), Body.empty());
	}

	static AttemptOutcome status(int status, String header, String value) {
		return new AttemptOutcome.Responded(status, Map.of(header, List.of(value)), Body.empty());
	}

	/**
	 * Let every destination answer at once.
	 */
	Scenario answering(int status) {
		return answering((request) -> status(status));
	}

	Scenario answering(Function<AttemptRequest, AttemptOutcome> answers) {
		this.destination = (request) -> Optional.of(answers.apply(request));
		return this;
	}

	String publish(MessageSpec.Builder spec) {
		return publish(URL, spec).get(0).messageId();
	}

	List<Receipt> publish(String url, MessageSpec.Builder spec) {
		return send(new Command.Publish(new Target.Url(url), spec.build()));
	}

	List<Receipt> publishToGroup(String name, MessageSpec.Builder spec) {
		return send(new Command.Publish(new Target.UrlGroup(name), spec.build()));
	}

	String schedule(String cron, MessageSpec.Builder spec) {
		return send(new ScheduleCommand.Create(null, cron, new Target.Url(URL), spec.build()));
	}

	void answer(String messageId, int status) {
		answer(messageId, status(status));
	}

	void answer(String messageId, AttemptOutcome outcome) {
		AttemptRequest request = this.running.remove(messageId);
		this.held.remove(messageId);
		if (request == null) {
			throw new AssertionError("No attempt of " + messageId + " is running, only " + this.running.keySet());
		}
		send(new Command.AttemptEnded(messageId, request.attempt(), outcome));
	}

	<R> R send(Command<R> command) {
		Decision<R> decision = this.engine.handle(this.now, command);
		this.events.addAll(decision.events());
		for (Effect effect : decision.effects()) {
			carryOut(effect);
		}
		settle();
		return decision.reply();
	}

	private void carryOut(Effect effect) {
		if (effect instanceof Effect.StartAttempt start) {
			AttemptRequest request = start.request();
			if (this.running.put(request.messageId(), request) != null) {
				throw new AssertionError("Two attempts of " + request.messageId() + " at once");
			}
			this.started.add(request);
		}
		else if (effect instanceof Effect.AbortAttempt abort && this.held.remove(abort.messageId())) {
			this.running.remove(abort.messageId());
			send(new Command.AttemptWithdrawn(abort.messageId(), abort.attempt()));
		}
	}

	/**
	 * Let the attempt that is running be one that nothing has been sent of.
	 */
	void hold(String messageId) {
		this.held.add(messageId);
	}

	/**
	 * Move the clock, with a stop at every instant at which something is due.
	 */
	Scenario advance(Duration by) {
		Instant target = this.now.plus(by);
		tick();
		while (nextDue().filter((due) -> !due.isAfter(target)).isPresent()) {
			this.now = nextDue().orElseThrow();
			tick();
		}
		this.now = target;
		return this;
	}

	void jump(Duration by) {
		this.now = this.now.plus(by);
	}

	void tick() {
		send(new Command.Tick());
	}

	private void settle() {
		for (AttemptRequest request : List.copyOf(this.running.values())) {
			Optional<AttemptOutcome> outcome = this.destination.apply(request);
			if (outcome.isPresent() && this.running.remove(request.messageId(), request)) {
				send(new Command.AttemptEnded(request.messageId(), request.attempt(), outcome.get()));
			}
		}
	}

	/**
	 * All dead letters, page by page.
	 */
	List<DeadLetter> deadLetters() {
		List<DeadLetter> letters = new ArrayList<>();
		String cursor = null;
		do {
			Page<DeadLetter> page = send(new DeadLetterCommand.Find(DeadLetterFilter.builder().cursor(cursor).build()));
			letters.addAll(page.entries());
			cursor = page.cursor();
		}
		while (cursor != null);
		return letters;
	}

	Instant now() {
		return this.now;
	}

	Optional<Instant> nextDue() {
		return this.engine.nextDue();
	}

	List<Event> events() {
		return this.events;
	}

	List<AttemptRequest> started() {
		return this.started;
	}

	List<String> running() {
		return List.copyOf(this.running.keySet());
	}

	/**
	 * What happened: seconds since the start, message, state.
	 */
	List<String> timeline() {
		return this.events.stream().map(Scenario::line).toList();
	}

	List<LogState> states(String messageId) {
		return this.events.stream()
			.filter((event) -> event.message().messageId().equals(messageId))
			.map(Event::state)
			.toList();
	}

	private static String line(Event event) {
		double seconds = Duration.between(START, event.at()).toMillis() / 1000.0;
		return seconds + " " + event.message().messageId() + " " + event.state();
	}

}
