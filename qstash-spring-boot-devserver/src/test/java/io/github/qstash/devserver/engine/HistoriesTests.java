package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HistoriesTests {

	private final Scenario scenario = new Scenario(new EngineSettings(2, 1 << 20, 2, 1 << 20, 100, 1 << 20));

	@Test
	void messagesAreFoundNewestFirstAndPageByPage() {
		String first = publish();
		String second = publish();
		String third = publish();
		FoundMessages page = find(Long.MAX_VALUE, 2);
		assertThat(ids(page.messages())).containsExactly(third, second);
		assertThat(page.found()).isEqualTo(3);
		assertThat(page.states()).containsOnly(Map.entry(LogState.ACTIVE, 3));
		assertThat(ids(find(page.messages().get(1).number(), 2).messages())).containsExactly(first);
	}

	@Test
	void changedMessagesAreListedOnceAndAsTheyAreNow() {
		String id = publish();
		long known = changed(0, 10).upTo();
		assertThat(changed(known, 10).messages()).isEmpty();
		this.scenario.answer(id, 500);
		ChangedMessages changed = changed(known, 10);
		assertThat(ids(changed.messages())).containsExactly(id);
		assertThat(changed.messages().get(0).last().state()).isEqualTo(LogState.RETRY);
		assertThat(changed.gap()).isFalse();
	}

	@Test
	void changesGoOnWhereTheCountEndedThem() {
		List<String> published = List.of(publish(), publish(), publish());
		ChangedMessages first = changed(0, 2);
		assertThat(ids(first.messages())).isEqualTo(published.subList(0, 2));
		assertThat(ids(changed(first.upTo(), 2).messages())).containsExactly(published.get(2));
	}

	@Test
	void whoComesTooLateIsToldOfTheGap() {
		long known = changed(0, 10).upTo();
		this.scenario.answering(200);
		List.of(1, 2, 3).forEach((each) -> publish());
		assertThat(changed(known, 10).gap()).isTrue();
		assertThat(changed(changed(known, 10).upTo(), 10).gap()).isFalse();
	}

	@Test
	void endedMessageIsLookedAtUntilItIsForgotten() {
		this.scenario.answering(200);
		String id = publish();
		assertThat(this.scenario.send(new HistoryCommand.Get(id)).last().state()).isEqualTo(LogState.DELIVERED);
		publish();
		publish();
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> this.scenario.send(new HistoryCommand.Get(id)))
			.withMessageContaining(id);
	}

	@Test
	void deliverNowEndsTheWaitingForADelayAndForARetry() {
		String id = this.scenario.publish(MessageSpec.builder().delay(Duration.ofHours(1)));
		this.scenario.send(new Command.DeliverNow(id));
		this.scenario.answer(id, 500);
		this.scenario.send(new Command.DeliverNow(id));
		this.scenario.answer(id, 200);
		MessageHistory history = this.scenario.send(new HistoryCommand.Get(id));
		assertThat(history.last().state()).isEqualTo(LogState.DELIVERED);
		assertThat(history.events()).allMatch((event) -> event.at().equals(Scenario.START));
	}

	@Test
	void deliverNowIsRefusedForAMessageThatDoesNotWaitForTime() {
		String id = publish();
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> this.scenario.send(new Command.DeliverNow(id)))
			.withMessageContaining("does not wait");
	}

	private String publish() {
		return this.scenario.publish(MessageSpec.builder());
	}

	private FoundMessages find(long before, int count) {
		return this.scenario.send(new HistoryCommand.Find((history) -> true, before, count));
	}

	private ChangedMessages changed(long after, int count) {
		return this.scenario.send(new HistoryCommand.ListChanged(after, count));
	}

	private static List<String> ids(List<MessageHistory> histories) {
		return histories.stream().map((history) -> history.message().messageId()).toList();
	}

}
