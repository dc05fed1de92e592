package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages that failed for good, by the id that they have here.
 */
final class DeadLetters {

	private final Map<String, DeadLetter> letters = new LinkedHashMap<>();

	private final Retention retention;

	private long lastMillis;

	private int inLastMillis;

	DeadLetters(EngineSettings settings) {
		this.retention = new Retention(settings.deadLetters(), settings.deadLetterBytes());
	}

	DeadLetter add(Instant now, MessageView message, AttemptOutcome last) {
		DeadLetter letter = new DeadLetter(nextId(now), message, now, last.status(), last.headers(), last.body());
		this.letters.put(letter.dlqId(), letter);
		int size = message.spec().size() + last.size();
		this.retention.add(letter.dlqId(), size).forEach(this.letters::remove);
		return letter;
	}

	DeadLetter get(String dlqId) {
		DeadLetter letter = this.letters.get(dlqId);
		if (letter == null) {
			throw RefusedException.notFound("dead letter " + dlqId + " not found");
		}
		return letter;
	}

	List<DeadLetter> list() {
		return List.copyOf(this.letters.values());
	}

	private String nextId(Instant now) {
		long millis = now.toEpochMilli();
		this.inLastMillis = (millis == this.lastMillis) ? this.inLastMillis + 1 : 0;
		this.lastMillis = millis;
		return millis + "-" + this.inLastMillis;
	}

}
