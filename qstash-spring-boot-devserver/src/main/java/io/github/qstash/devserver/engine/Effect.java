package io.github.qstash.devserver.engine;

/**
 * Something that the loop around the engine must do after a decision.
 *
 * @since 1.0.0
 */
public sealed interface Effect {

	/**
	 * Send the request and report its end once, as a {@link Command.AttemptEnded}.
	 *
	 * @param request what to send
	 */
	record StartAttempt(AttemptRequest request) implements Effect {

	}

}
