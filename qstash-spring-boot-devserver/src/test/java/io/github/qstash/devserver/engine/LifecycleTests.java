package io.github.qstash.devserver.engine;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LifecycleTests {

	@ParameterizedTest
	@EnumSource(names = { "DELIVERED", "DEAD", "CANCELLED" })
	void nothingFollowsAnEnd(Lifecycle end) {
		assertThat(followers(end)).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "DELIVERED", "DEAD", "CANCELLED" }, mode = EnumSource.Mode.EXCLUDE)
	void somethingFollowsWhatIsNoEnd(Lifecycle state) {
		assertThat(followers(state)).isNotEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void exactlyTheEndingEventsLeadToAnEnd(LogState event) {
		List<Lifecycle> reached = Arrays.stream(Lifecycle.values())
			.filter((state) -> state.after(event) != null)
			.map((state) -> state.after(event))
			.toList();
		assertThat(reached).isNotEmpty()
			.allSatisfy((state) -> assertThat(followers(state).isEmpty()).isEqualTo(event.end()));
	}

	@Test
	void anIllegalStepTellsTheHistory() {
		Logs logs = new Logs(EngineSettings.defaults());
		Step step = new Step(Scenario.START, logs);
		Message message = Samples.message(7);
		step.record(message, Event.Accepted::new);
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> step.record(message, Event.Cancelled::new))
			.withMessage("msg_7 WAITING cannot become CANCELLED after [CREATED@2026-01-01T00:00:00Z]");
		assertThat(logs.history("msg_7")).hasSize(1);
	}

	private static List<LogState> followers(Lifecycle state) {
		return Arrays.stream(LogState.values()).filter((event) -> state.after(event) != null).toList();
	}

}
