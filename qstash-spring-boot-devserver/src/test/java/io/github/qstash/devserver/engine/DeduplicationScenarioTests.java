package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Publishing the same thing twice.
 */
class DeduplicationScenarioTests {

	private final Scenario scenario = new Scenario();

	@Test
	void theSameContentIsPublishedOnceInTenMinutes() {
		String id = this.scenario.publish(message());
		assertThat(this.scenario.publish(Scenario.URL, message())).containsExactly(new Receipt(id, null, true));
		assertThat(this.scenario.running()).containsExactly(id);
		this.scenario.jump(Duration.ofMinutes(10).minusNanos(1));
		assertThat(this.scenario.publish(message())).isEqualTo(id);
		this.scenario.jump(Duration.ofNanos(1));
		assertThat(this.scenario.publish(message())).isNotEqualTo(id);
	}

	@ParameterizedTest
	@MethodSource
	void otherContentIsAnotherMessage(MessageSpec.Builder other) {
		String id = this.scenario.publish(message());
		assertThat(this.scenario.publish(other)).isNotEqualTo(id);
	}

	static List<MessageSpec.Builder> otherContentIsAnotherMessage() {
		return List.of(message().body(Body.of("other")), message().body(Body.empty()), message().headers(Map.of()),
				message().headers(Map.of("X", List.of("1"))),
				message().headers(Map.of("Content-Type", List.of("a/b"), "X", List.of("2"))),
				message().headers(Map.of("Content-Type", List.of("a/b"), "X", List.of("1", "2"))),
				message().headers(Map.of("Content-Type", List.of("a/c"), "X", List.of("1"))),
				message().headers(Map.of("Content-Type", List.of("a/b"), "X1", List.of(""))));
	}

	@Test
	void whatIsNotContentMakesNoOtherMessage() {
		String id = this.scenario.publish(message());
		assertThat(this.scenario.publish(message().method("PUT")
			.retries(0)
			.queue("q")
			.delay(Duration.ofSeconds(5))
			.labels(List.of("a"))
			.callback(CallbackSpec.to("https://example.com/cb")))).isEqualTo(id);
		assertThat(this.scenario.publish(message().headers(Map.of("x", List.of("1"), "CONTENT-TYPE", List.of("a/b")))))
			.isEqualTo(id);
		assertThat(this.scenario.send(new QueueCommand.ListAll())).isEmpty();
	}

	@Test
	void theDestinationIsContent() {
		Receipt first = this.scenario.publish("https://a.example", message()).get(0);
		assertThat(this.scenario.publish("https://a.example/", message()).get(0).deduplicated()).isFalse();
		assertThat(this.scenario.publish("https://a.example", message())).containsExactly(repeated(first));
	}

	@Test
	void aGroupIsADestinationOfItsOwn() {
		this.scenario.send(new Command.UpsertEndpoints("g", List.of(new Endpoint("https://a.example", null))));
		this.scenario.publish("https://a.example", message());
		Receipt first = this.scenario.publishToGroup("g", message()).get(0);
		assertThat(first.deduplicated()).isFalse();
		this.scenario.send(new Command.UpsertEndpoints("g", List.of(new Endpoint("https://b.example", null))));
		assertThat(this.scenario.publishToGroup("g", message())).containsExactly(repeated(first),
				new Receipt("msg_3", "https://b.example", false));
	}

	@Test
	void anIdThatWasChosenWinsOverTheContent() {
		String id = this.scenario.publish(message().deduplicationId("a"));
		assertThat(this.scenario.publish(message().deduplicationId("b"))).isNotEqualTo(id);
		assertThat(this.scenario.publish(message().deduplicationId("a").body(Body.of("other")))).isEqualTo(id);
		assertThat(this.scenario.publish(message())).isEqualTo("msg_3");
	}

	@Test
	void anIdCountsForAllDestinations() {
		Receipt first = this.scenario.publish("https://a.example", identified("a")).get(0);
		assertThat(this.scenario.publish("https://b.example", identified("a"))).containsExactly(repeated(first));
	}

	@Test
	void anIdStaysKnownWhateverBecomesOfTheMessage() {
		String failed = this.scenario.publish(identified("a").retries(0));
		this.scenario.answer(failed, 500);
		assertThat(this.scenario.publish(identified("a"))).isEqualTo(failed);
		String delivered = this.scenario.publish(identified("b"));
		this.scenario.answer(delivered, 200);
		assertThat(this.scenario.publish(identified("b"))).isEqualTo(delivered);
	}

	@Test
	void theWindowOfADelayedMessageStartsWithItsPublish() {
		String id = this.scenario.publish(identified("a").delay(Duration.ofHours(1)));
		this.scenario.jump(Duration.ofMinutes(10));
		assertThat(this.scenario.publish(identified("a"))).isNotEqualTo(id);
	}

	@Test
	void aRepeatedPublishDoesNotProlongTheWindow() {
		String id = this.scenario.publish(identified("a"));
		this.scenario.jump(Duration.ofMinutes(9));
		assertThat(this.scenario.publish(identified("a"))).isEqualTo(id);
		this.scenario.jump(Duration.ofMinutes(1));
		assertThat(this.scenario.publish(identified("a"))).isNotEqualTo(id);
	}

	@Test
	void aColonInAnIdIsRefused() {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.scenario.publish(identified("a:1")))
			.withMessage("DeduplicationId cannot contain ':'");
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> this.scenario.publish(identified("a".repeat(1025))))
			.withMessage("invalid Upstash-Deduplication-Id: it has 1025 characters, at most 1024 are allowed");
	}

	private static MessageSpec.Builder message() {
		return MessageSpec.builder()
			.contentBasedDeduplication(true)
			.body(Body.of("body"))
			.headers(Map.of("Content-Type", List.of("a/b"), "X", List.of("1")));
	}

	private static MessageSpec.Builder identified(String id) {
		return MessageSpec.builder().deduplicationId(id);
	}

	private static Receipt repeated(Receipt first) {
		return new Receipt(first.messageId(), first.url(), true);
	}

}
