package io.github.qstash.devserver.test;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.github.qstash.devserver.engine.LogState;

/**
 * Assertions on messages, in the order of their acceptance.
 *
 * @since 1.0.0
 */
public final class MessagesAssert extends HistoryAssert<MessagesAssert, Message> {

	MessagesAssert(List<Message> actual, String what, Supplier<String> timeline) {
		super(actual, MessagesAssert.class, what, (message) -> message, timeline);
	}

	/**
	 * Verify how long all are delayed.
	 * @param delay time from the acceptance to the first attempt
	 * @return this assertion
	 */
	public MessagesAssert delayedBy(Duration delay) {
		return all("a delay of " + delay, (message) -> Duration.between(message.acceptedAt(), message.notBefore()),
				delay);
	}

	/**
	 * Verify the state that all are in.
	 * @param state the state
	 * @return this assertion
	 */
	public MessagesAssert inState(LogState state) {
		return all("the state " + state, Message::state, state);
	}

}
