package io.github.qstash.devserver.engine;

import java.time.Instant;

/**
 * Messages for tests of one owner alone.
 */
final class Samples {

	private Samples() {
	}

	static Message message(long number) {
		return message(number, MessageSpec.builder());
	}

	static Message message(long number, MessageSpec.Builder spec) {
		return new Message(number, view(number, spec));
	}

	static MessageView view(long number, MessageSpec.Builder spec) {
		return new MessageView("msg_" + number, "https://example.com/" + number, null, null, null, null, spec.build(),
				Instant.EPOCH, Instant.EPOCH);
	}

}
