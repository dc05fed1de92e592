package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands cost the same however many messages wait: looking at all of them once per
 * command would take minutes here.
 */
@Timeout(30)
class ManyPendingTests {

	private static final int COUNT = 100_000;

	private final Engine engine = new Engine(new CountingIds());

	@ParameterizedTest
	@EnumSource
	void messagesThatWaitSlowNobodyDown(Waiting waiting) {
		this.engine.handle(Scenario.START, new QueueCommand.Upsert("paused", 1, true));
		this.engine.handle(Scenario.START, new FlowControlCommand.Pause("paused"));
		publish(waiting.message());
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < COUNT; i++) {
			ids.add(publish(waiting.message()));
		}
		for (int i = 0; i < COUNT; i += 20) {
			Command<?> why = new Command.GetWaitReason(ids.get(i));
			assertThat(this.engine.handle(Scenario.START, why).reply().toString()).contains(waiting.reason);
			this.engine.handle(Scenario.START, new Command.CancelMessage(ids.get(COUNT - 1 - i)));
			this.engine.handle(Scenario.START, new Command.Tick());
			this.engine.nextDue();
		}
	}

	@Test
	void aLongLineIsWorkedOffWithoutDelay() {
		for (int i = 0; i < COUNT; i++) {
			publish(MessageSpec.builder()
				.queue((i % 2 == 0) ? "q" : null)
				.flowControl(new FlowControl("k", 1, null, Duration.ofSeconds(1))));
		}
		int started = 1;
		String running = "msg_1";
		while (running != null) {
			List<Effect> effects = this.engine
				.handle(Scenario.START, new Command.AttemptEnded(running, 1, Scenario.status(200)))
				.effects();
			running = effects.isEmpty() ? null : ((Effect.StartAttempt) effects.get(0)).request().messageId();
			started += effects.size();
		}
		assertThat(started).isEqualTo(COUNT);
	}

	private String publish(MessageSpec.Builder spec) {
		Command.Publish publish = new Command.Publish(new Target.Url(Scenario.URL), spec.build());
		return this.engine.handle(Scenario.START, publish).reply().get(0).messageId();
	}

	/** What a message waits for. */
	enum Waiting {

		DELAY("due at") {

			@Override
			MessageSpec.Builder message() {
				return MessageSpec.builder().delay(Duration.ofHours(1));
			}

		},

		QUEUE("behind msg_") {

			@Override
			MessageSpec.Builder message() {
				return MessageSpec.builder().queue("q");
			}

		},

		PAUSED_QUEUE("queue paused is paused") {

			@Override
			MessageSpec.Builder message() {
				return MessageSpec.builder().queue("paused");
			}

		},

		RATE("rate of flow key k") {

			@Override
			MessageSpec.Builder message() {
				return MessageSpec.builder().flowControl(new FlowControl("k", null, 1, Duration.ofDays(1)));
			}

		},

		PAUSED_KEY("flow key paused is paused") {

			@Override
			MessageSpec.Builder message() {
				return MessageSpec.builder().flowControl(new FlowControl("paused", 1, null, Duration.ofDays(1)));
			}

		};

		private final String reason;

		Waiting(String reason) {
			this.reason = reason;
		}

		abstract MessageSpec.Builder message();

	}

}
