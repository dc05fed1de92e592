package io.github.qstash.devserver.engine;

/**
 * Something that the loop around the engine must do after a decision.
 *
 * @since 1.0.0
 */
public sealed interface Effect {

	/**
	 * Send the request and report its end once, as a {@link Command.AttemptEnded}, unless
	 * it is withdrawn.
	 *
	 * @param request what to send
	 */
	record StartAttempt(AttemptRequest request) implements Effect {

	}

	/**
	 * Withdraw an attempt of which nothing has been sent, and report that once, as a
	 * {@link Command.AttemptWithdrawn}. An attempt that is on its way goes on to its end.
	 *
	 * @param messageId id of the message
	 * @param attempt number of the attempt
	 */
	record AbortAttempt(String messageId, int attempt) implements Effect {

	}

}
