package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DeadLettersTests {

	private static final Instant START = Instant.ofEpochMilli(1_767_225_600_000L);

	private static final AttemptOutcome LAST = new AttemptOutcome.Failed("12345");

	@Test
	void idsAreTheMillisecondAndANumberWithinIt() {
		DeadLetters letters = new DeadLetters(EngineSettings.defaults());
		add(letters, 1, START);
		add(letters, 2, START.plusNanos(1));
		add(letters, 3, START.plusMillis(1));
		assertThat(all(letters)).extracting(DeadLetter::dlqId)
			.containsExactly("1767225600000-0", "1767225600000-1", "1767225600001-0");
		assertThat(letters.get("1767225600000-1").message().messageId()).isEqualTo("msg_2");
	}

	@Test
	void anUnknownOneIsNotFound() {
		DeadLetters letters = new DeadLetters(EngineSettings.defaults());
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> letters.get("1-0"))
			.withMessage("dead letter 1-0 not found")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(RefusedException.Kind.NOT_FOUND));
	}

	@Test
	void onlyOneSpellingIsTheId() {
		DeadLetters letters = new DeadLetters(EngineSettings.defaults());
		add(letters, 1, START);
		for (String id : List.of("01767225600000-0", "1767225600000-00", "1767225600000", "", "x", "-1-0")) {
			assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> letters.get(id));
		}
	}

	@Test
	void whatWasDeletedMakesRoom() {
		DeadLetters letters = new DeadLetters(new EngineSettings(9, 999, 2, 30));
		add(letters, 1, START);
		add(letters, 2, START);
		letters.delete("1767225600000-1");
		add(letters, 3, START);
		assertThat(all(letters)).extracting(DeadLetter::dlqId).containsExactly("1767225600000-0", "1767225600000-2");
	}

	@Test
	void theOldestGoBeyondTheNumberKept() {
		DeadLetters letters = new DeadLetters(new EngineSettings(9, 999, 2, 999));
		add(letters, 1, START);
		add(letters, 2, START);
		add(letters, 3, START);
		assertThat(all(letters)).extracting(DeadLetter::dlqId).containsExactly("1767225600000-1", "1767225600000-2");
	}

	@Test
	void theOldestGoBeyondTheBytesKept() {
		DeadLetters letters = new DeadLetters(new EngineSettings(9, 999, 9, 30));
		add(letters, 1, START);
		add(letters, 2, START);
		add(letters, 3, START);
		assertThat(all(letters)).extracting(DeadLetter::dlqId).containsExactly("1767225600000-1", "1767225600000-2");
	}

	@Test
	void headersAreBytesToo() {
		DeadLetters letters = new DeadLetters(new EngineSettings(9, 999, 9, 30));
		MessageSpec.Builder large = MessageSpec.builder().headers(Map.of("X-Long", List.of("0123456789")));
		letters.add(START, Samples.view(1, large), LAST);
		letters.add(START, Samples.view(2, large), LAST);
		assertThat(all(letters)).extracting(DeadLetter::dlqId).containsExactly("1767225600000-1");
		letters.add(START, Samples.view(3, MessageSpec.builder()),
				new AttemptOutcome.Responded(500, Map.of("X-Long", List.of("0123456789")), Body.empty()));
		assertThat(all(letters)).extracting(DeadLetter::dlqId).containsExactly("1767225600000-2");
	}

	private static List<DeadLetter> all(DeadLetters letters) {
		return letters.list(DeadLetterFilter.builder().build()).entries();
	}

	private static void add(DeadLetters letters, long number, Instant now) {
		letters.add(now, Samples.view(number, MessageSpec.builder().body(Body.of("0123456789"))), LAST);
	}

}
