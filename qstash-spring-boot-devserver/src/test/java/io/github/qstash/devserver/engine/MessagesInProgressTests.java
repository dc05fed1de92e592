package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What waits is never forgotten: there is room for so much, and then no more is taken.
 */
class MessagesInProgressTests {

	private final Scenario scenario = new Scenario(new EngineSettings(10, 1000, 10, 1000, 2, 20));

	@Test
	void messageBeyondTheNumberIsRefusedUntilThereIsRoomAgain() {
		String first = publish("");
		publish("");
		assertRefused(() -> publish(""), "too many messages in progress, at most 2");
		this.scenario.answer(first, 200);
		publish("");
	}

	@Test
	void messageBeyondTheSizeIsRefusedUntilThereIsRoomAgain() {
		String first = publish("0123456789");
		assertRefused(() -> publish("01234567890"), "too large, at most 20 bytes");
		publish("0123456789");
		this.scenario.send(new Command.CancelMessage(first));
		this.scenario.answer(first, 500);
		publish("0123456789");
	}

	@Test
	void groupIsTakenAsAWholeOrNotAtAll() {
		this.scenario.send(new Command.UpsertEndpoints("group",
				List.of(new Endpoint("https://example.com/1", null), new Endpoint("https://example.com/2", null))));
		publish("");
		assertRefused(() -> this.scenario.publishToGroup("group", MessageSpec.builder()), "too many");
		assertThat(this.scenario.send(new HistoryCommand.Find((history) -> true, Long.MAX_VALUE, 9)).found()).isOne();
	}

	@Test
	void callbackOfWhatWasTakenAlwaysFindsRoom() {
		Scenario full = new Scenario(new EngineSettings(10, 1000, 10, 1000, 2, 1000));
		full.publish(MessageSpec.builder().delay(Duration.ofDays(1)));
		String id = full.publish(MessageSpec.builder().callback(CallbackSpec.to("https://example.com/done")));
		full.answer(id, 200);
		assertThat(full.send(new HistoryCommand.Find((history) -> true, Long.MAX_VALUE, 9)).found()).isEqualTo(3);
	}

	private String publish(String body) {
		return this.scenario.publish(MessageSpec.builder().body(Body.of(body)));
	}

	private static void assertRefused(Runnable action, String text) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(action::run)
			.withMessageContaining(text)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(RefusedException.Kind.OVER_LIMIT));
	}

}
