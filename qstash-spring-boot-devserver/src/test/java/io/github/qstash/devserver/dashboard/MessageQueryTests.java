package io.github.qstash.devserver.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.qstash.devserver.engine.Event;
import io.github.qstash.devserver.engine.MessageHistory;
import io.github.qstash.devserver.engine.MessageSpec;
import io.github.qstash.devserver.engine.MessageView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MessageQueryTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	@ParameterizedTest
	@ValueSource(strings = { "", "   ", "shipments", "SHIPMENTS", "http://shop.example.com", "msg_1", "order",
			"state:waiting", "state:failed,waiting", "label:order", "label:ord*", "url:*/shipments", "url:*/ship",
			"url:shop*ments", "queue:billing", "method:post", "id:msg_1", "-state:failed", "-invoice label:order",
			"label:\"order\"", "\"shop.example\"", "state:*" })
	void finds(String query) {
		assertThat(MessageQuery.parse(query).test(history())).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "invoice", "state:failed", "-shipments", "label:ord", "queue:other", "id:msg",
			"status:500", "group:x", "key:x", "shipments invoice", "state:wait,fail", "unknown:order", "unknown:" })
	void findsNot(String query) {
		assertThat(MessageQuery.parse(query).test(history())).isFalse();
	}

	@Test
	void hostilePatternTakesNoTime() {
		String pattern = "url:" + "*a".repeat(400) + "b";
		assertThat(Duration.ofSeconds(1)).isGreaterThan(time(() -> MessageQuery.parse(pattern).test(history())));
	}

	@Test
	void tooLongQueryIsCut() {
		assertThat(MessageQuery.parse("shipments " + " ".repeat(MessageQuery.MAX_LENGTH) + "invoice").test(history()))
			.isTrue();
	}

	private static Duration time(Runnable action) {
		long start = System.nanoTime();
		action.run();
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static MessageHistory history() {
		MessageSpec spec = MessageSpec.builder().labels(List.of("order")).queue("billing").build();
		MessageView message = new MessageView("msg_1", "http://shop.example.com/shipments", null, null, null, null,
				spec, NOW, NOW);
		return new MessageHistory(message, List.of(new Event.Accepted(1, NOW, message)));
	}

}
