package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The way of a message from acceptance to its end: when an attempt starts, and what
 * follows from its outcome.
 */
final class Deliveries {

	private static final String ID_PREFIX = "msg_";

	private final Ids ids;

	private final DeadLetters deadLetters;

	private final Messages messages;

	private final Agenda<Message> agenda = new Agenda<>();

	private final Gates gates;

	private int running;

	Deliveries(Ids ids, EngineSettings settings, DeadLetters deadLetters, Gates gates) {
		this.messages = new Messages(settings);
		this.ids = ids;
		this.deadLetters = deadLetters;
		this.gates = gates;
	}

	MessageView get(String messageId) {
		return this.messages.get(messageId).view();
	}

	// Return why a message does not move, if it waits.
	Optional<WaitReason> waitReason(Step step, String messageId) {
		Message message = this.messages.get(messageId);
		Instant due = message.due();
		return Optional
			.ofNullable((due != null) ? new WaitReason.DueLater(due) : this.gates.reason(step.now(), message));
	}

	void checkRoom(int count, MessageSpec spec) {
		this.messages.checkRoom(count, spec);
	}

	Optional<Instant> nextDue() {
		return Agenda.earlier(this.agenda.next(), this.gates.nextDue());
	}

	String accept(Step step, Address address, MessageSpec spec) {
		Message message = this.messages
			.add(new MessageView(this.ids.next(ID_PREFIX), address.url(), address.topicName(), address.endpointName(),
					address.scheduleId(), null, spec, step.now(), notBefore(step.now(), spec)));
		accepted(step, message);
		return message.id();
	}

	void startDue(Step step) {
		Message due = this.agenda.pollDue(step.now());
		while (due != null) {
			due(step, due);
			due = this.agenda.pollDue(step.now());
		}
		startAll(step, this.gates.due(step.now()));
	}

	Done deliverNow(Step step, String messageId) {
		Message message = this.messages.get(messageId);
		if (message.due() == null) {
			throw RefusedException.invalid("message " + messageId + " does not wait for time to pass");
		}
		this.agenda.remove(message);
		due(step, message);
		return Done.DONE;
	}

	Done attemptEnded(Step step, Command.AttemptEnded command) {
		Message message = running(step, command.messageId(), command.attempt());
		AttemptOutcome outcome = command.outcome();
		if (outcome instanceof AttemptOutcome.Responded response && response.successful()) {
			succeeded(step, message, response);
		}
		else {
			failed(step, message, outcome);
		}
		return notRunning(step, message);
	}

	Done attemptWithdrawn(Step step, Command.AttemptWithdrawn command) {
		Message message = running(step, command.messageId(), command.attempt());
		cancelled(step, message);
		return notRunning(step, message);
	}

	// Return the number of attempts that are running.
	int running() {
		return this.running;
	}

	int cancel(Step step, String messageId) {
		Message message = this.messages.get(messageId);
		if (!message.lifecycle().cancellable()) {
			throw Messages.notFound(messageId);
		}
		cancel(step, message);
		return 1;
	}

	int cancelMany(Step step, Command.CancelMessages command) {
		return cancelAll(step, this.messages.select(command.filter()), command.count());
	}

	// Cancel those that can be cancelled, up to a number of them.
	int cancelAll(Step step, Stream<Message> messages, int count) {
		List<Message> chosen = messages.filter((message) -> message.lifecycle().cancellable()).limit(count).toList();
		// none shall start because another one makes place
		chosen.forEach(this.gates::withdraw);
		chosen.forEach((message) -> cancel(step, message));
		return chosen.size();
	}

	// A message whose attempt is running is cancelled when that is withdrawn or fails.
	private void cancel(Step step, Message message) {
		step.record(message, Event.CancelRequested::new);
		if (message.lifecycle() == Lifecycle.RUNNING_UNWANTED) {
			step.abort(message);
		}
		else {
			cancelled(step, message);
		}
	}

	// Start what a change to a queue allows.
	Done advance(Step step, Queue queue) {
		startAll(step, this.gates.advance(step.now(), queue));
		return Done.DONE;
	}

	// Start what a change to a flow-control key allows.
	Done advance(Step step, FlowKey key) {
		startAll(step, this.gates.advance(step.now(), key));
		return Done.DONE;
	}

	private Message running(Step step, String messageId, int attempt) {
		Message message = this.messages.find(messageId);
		if (message == null || !message.lifecycle().running() || message.attempts() != attempt) {
			throw new IllegalStateException("Attempt " + attempt + " of message " + messageId + " is not running after "
					+ step.history(messageId));
		}
		return message;
	}

	private void accepted(Step step, Message message) {
		step.record(message, Event.Accepted::new);
		startAll(step, this.gates.join(step.now(), message));
		Instant notBefore = message.view().notBefore();
		if (notBefore.isAfter(step.now())) {
			this.agenda.add(message, notBefore);
		}
		else {
			due(step, message);
		}
	}

	private void due(Step step, Message message) {
		startAll(step, this.gates.due(step.now(), message));
	}

	private void startAll(Step step, List<Message> messages) {
		messages.forEach((message) -> start(step, message));
	}

	private void start(Step step, Message message) {
		int attempt = message.attempts() + 1;
		this.running++;
		step.record(message, (number, now, view) -> new Event.AttemptStarted(number, now, view, attempt));
		MessageSpec spec = message.spec();
		step.start(new AttemptRequest(message.id(), attempt, message.view().url(), spec.method(), spec.headers(),
				spec.body(), spec.timeout(), attempt - 1, message.view().topicName(), message.view().scheduleId(),
				spec.callerIp()));
	}

	private Done notRunning(Step step, Message message) {
		this.running--;
		startAll(step, this.gates.attemptEnded(step.now(), message));
		return Done.DONE;
	}

	private void succeeded(Step step, Message message, AttemptOutcome.Responded response) {
		int attempt = message.attempts();
		AttemptOutcome.Responded kept = Excerpt.of(response);
		step.record(message, (number, now, view) -> new Event.Delivered(number, now, view, attempt, kept));
		callBack(step, message, response, null, message.spec().callback());
		ended(step, message);
	}

	private void failed(Step step, Message message, AttemptOutcome outcome) {
		int attempt = message.attempts();
		AttemptOutcome kept = Excerpt.of(outcome);
		step.record(message, (number, now, view) -> new Event.AttemptFailed(number, now, view, attempt, kept));
		if (message.lifecycle() == Lifecycle.CANCELLING) {
			cancelled(step, message);
			return;
		}
		callBack(step, message, outcome, null, message.spec().callback());
		Duration delay = Retries.delay(message.spec(), attempt, outcome, step.now());
		if (delay != null) {
			retry(step, message, step.now().plus(delay));
		}
		else {
			died(step, message, outcome);
		}
	}

	private void retry(Step step, Message message, Instant at) {
		step.record(message, (number, now, view) -> new Event.RetryScheduled(number, now, view, at));
		this.agenda.add(message, at);
	}

	private void died(Step step, Message message, AttemptOutcome last) {
		DeadLetter letter = this.deadLetters.add(step.now(), message.view(), last);
		step.record(message, (number, now, view) -> new Event.DeadLettered(number, now, view, letter.dlqId()));
		callBack(step, message, last, letter.dlqId(), message.spec().failureCallback());
		ended(step, message);
	}

	private void cancelled(Step step, Message message) {
		step.record(message, Event.Cancelled::new);
		this.agenda.remove(message);
		ended(step, message);
	}

	private void callBack(Step step, Message source, AttemptOutcome outcome, @Nullable String dlqId,
			@Nullable CallbackSpec callback) {
		if (callback != null) {
			MessageSpec spec = CallbackMessage.about(source, outcome, dlqId, callback);
			Message message = this.messages.add(new MessageView(this.ids.next(ID_PREFIX), callback.url(), null, null,
					null, source.id(), spec, step.now(), step.now()));
			this.gates.joinSlot(message, source);
			accepted(step, message);
		}
	}

	private void ended(Step step, Message message) {
		this.messages.remove(message);
		startAll(step, this.gates.ended(step.now(), message));
	}

	private static Instant notBefore(Instant now, MessageSpec spec) {
		Instant asked = spec.notBefore();
		if (asked == null) {
			return (spec.delay() != null) ? now.plus(spec.delay()) : now;
		}
		return asked.isAfter(now) ? asked : now;
	}

}
