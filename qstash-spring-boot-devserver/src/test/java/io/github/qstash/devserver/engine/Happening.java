package io.github.qstash.devserver.engine;

/**
 * Something that happened to a message.
 *
 * @param messageId id of the message
 * @param spec what the message is
 * @param what what happened
 */
record Happening(String messageId, MessageSpec spec, String what) {

	static Happening of(Event event) {
		return new Happening(event.message().messageId(), event.message().spec(), what(event));
	}

	private static String what(Event event) {
		if (event instanceof Event.AttemptStarted started) {
			return event.state() + " " + started.attempt();
		}
		if (event instanceof Event.AttemptFailed failed) {
			return event.state() + " " + failed.outcome().status();
		}
		if (event instanceof Event.RetryScheduled scheduled) {
			return event.state() + " " + scheduled.nextAttemptAt();
		}
		return event.state().toString();
	}

	/**
	 * With what else this is in order: the starts of a key or queue come one after
	 * another. Everything else is in order for its message only.
	 */
	String line() {
		if (!this.what.startsWith("ACTIVE")) {
			return this.messageId;
		}
		if (this.spec.flowControl() != null) {
			return "key " + this.spec.flowControl().key();
		}
		return (this.spec.queue() != null) ? "queue " + this.spec.queue() : this.messageId;
	}

	@Override
	public String toString() {
		return this.messageId + " " + this.what;
	}

}
