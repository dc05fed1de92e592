package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of dead letters.
 */
class DeadLetterScenarioTests {

	private static final DeadLetterFilter ALL = DeadLetterFilter.builder().build();

	private final Scenario scenario = new Scenario().answering(500);

	@Test
	void aRetriedLetterIsANewMessageAndNoLetterAnyMore() {
		Body body = Body.of("hello");
		Map<String, List<String>> headers = Map.of("X-Tenant", List.of("42"));
		String old = dead(MessageSpec.builder().method("PUT").body(body).headers(headers).callerIp("10.0.0.1"));
		this.scenario.answering(200);
		Receipt receipt = retry(onlyLetter());
		assertThat(receipt.messageId()).isEqualTo("msg_2").isNotEqualTo(old);
		assertThat(receipt.deduplicated()).isFalse();
		assertThat(this.scenario.deadLetters()).isEmpty();
		AttemptRequest request = this.scenario.started().get(1);
		assertThat(request.messageId()).isEqualTo("msg_2");
		assertThat(request.body()).isEqualTo(body);
		assertThat(request.headers()).isEqualTo(headers);
		assertThat(request.method()).isEqualTo("PUT");
		assertThat(request.url()).isEqualTo(Scenario.URL);
		assertThat(request.retried()).isZero();
		assertThat(request.callerIp()).isEqualTo("10.0.0.1");
		assertThat(this.scenario.states("msg_2")).endsWith(LogState.DELIVERED);
		assertThat(this.scenario.states(old)).endsWith(LogState.FAILED);
	}

	@Test
	void aRetriedLetterGoesToItsEndpointOnly() {
		this.scenario.send(new Command.UpsertEndpoints("g",
				List.of(new Endpoint("https://a.example", "a"), new Endpoint("https://b.example", "b"))));
		this.scenario.publishToGroup("g", MessageSpec.builder().retries(0).queue("q"));
		retry(this.scenario.deadLetters().get(1));
		MessageView message = this.scenario.events().get(this.scenario.events().size() - 1).message();
		assertThat(message.url()).isEqualTo("https://b.example");
		assertThat(message.topicName()).isEqualTo("g");
		assertThat(message.endpointName()).isEqualTo("b");
		assertThat(message.spec().queue()).isEqualTo("q");
		assertThat(this.scenario.started().get(2).topicName()).isEqualTo("g");
	}

	@Test
	void aRetriedLetterOfAScheduleStillNamesIt() {
		String id = this.scenario.schedule("@hourly", MessageSpec.builder().retries(0));
		this.scenario.advance(Duration.ofHours(1));
		retry(onlyLetter());
		assertThat(this.scenario.started()).extracting(AttemptRequest::scheduleId).containsExactly(id, id);
	}

	@Test
	void delayAndDeduplicationAreOver() {
		this.scenario.publish(MessageSpec.builder()
			.retries(0)
			.delay(Duration.ofMinutes(5))
			.deduplicationId("d")
			.contentBasedDeduplication(true));
		this.scenario.advance(Duration.ofMinutes(5));
		Receipt receipt = retry(onlyLetter());
		assertThat(receipt.deduplicated()).isFalse();
		assertThat(this.scenario.started()).extracting(AttemptRequest::messageId).containsExactly("msg_1", "msg_2");
		MessageSpec spec = onlyLetter().message().spec();
		assertThat(spec.deduplicationId()).isNull();
		assertThat(spec.contentBasedDeduplication()).isFalse();
	}

	@Test
	void optionsCanBeChanged() {
		dead(MessageSpec.builder().callback(CallbackSpec.to("https://example.com/cb")));
		this.scenario.answering(200);
		DeadLetter letter = this.scenario.deadLetters().get(0);
		this.scenario.send(new DeadLetterCommand.Retry(letter.dlqId(),
				(spec) -> spec.toBuilder().retries(7).delay(Duration.ofHours(1)).build()));
		MessageView message = this.scenario.send(new Command.GetMessage("msg_3"));
		assertThat(message.spec().retries()).isEqualTo(7);
		assertThat(message.spec().callback()).isNotNull();
		assertThat(message.notBefore()).isEqualTo(this.scenario.now().plus(Duration.ofHours(1)));
	}

	@Test
	void aWrongChangeIsRefusedAndChangesNothing() {
		dead(MessageSpec.builder());
		dead(MessageSpec.builder().labels(List.of("second")));
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> this.scenario.send(new DeadLetterCommand.RetryMany(ALL,
					(spec) -> spec.toBuilder().retries(spec.labels().isEmpty() ? 1 : -1).build())))
			.withMessage("invalid Upstash-Retries: it must be between 0 and 999");
		assertThat(this.scenario.deadLetters()).hasSize(2);
		assertThat(this.scenario.started()).hasSize(2);
	}

	@Test
	void aRetriedLetterThatFailsAgainIsANewLetter() {
		dead(MessageSpec.builder());
		String first = onlyLetter().dlqId();
		retry(onlyLetter());
		assertThat(onlyLetter().dlqId()).isNotEqualTo(first);
		assertThat(onlyLetter().message().messageId()).isEqualTo("msg_2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1767225600000-1", "x" })
	void anUnknownLetterIsNotFound(String dlqId) {
		dead(MessageSpec.builder());
		for (Command<?> command : List.of(new DeadLetterCommand.Get(dlqId), new DeadLetterCommand.Delete(dlqId),
				new DeadLetterCommand.Retry(dlqId, (spec) -> spec))) {
			assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.scenario.send(command))
				.withMessage("dead letter " + dlqId + " not found");
		}
	}

	@Test
	void aLetterCanBeDeletedOnce() {
		dead(MessageSpec.builder());
		String dlqId = onlyLetter().dlqId();
		assertThat(this.scenario.send(new DeadLetterCommand.Delete(dlqId))).isEqualTo(Done.DONE);
		assertThat(this.scenario.deadLetters()).isEmpty();
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> this.scenario.send(new DeadLetterCommand.Delete(dlqId)));
	}

	@Test
	void manyAreDeletedPageByPage() {
		dead(5);
		DeadLetterFilter.Builder two = DeadLetterFilter.builder().count(2);
		Page<DeadLetter> first = this.scenario.send(new DeadLetterCommand.DeleteMany(two.build()));
		assertThat(ids(first)).containsExactly("msg_1", "msg_2");
		Page<DeadLetter> second = this.scenario
			.send(new DeadLetterCommand.DeleteMany(two.cursor(first.cursor()).build()));
		assertThat(ids(second)).containsExactly("msg_3", "msg_4");
		Page<DeadLetter> last = this.scenario
			.send(new DeadLetterCommand.DeleteMany(two.cursor(second.cursor()).build()));
		assertThat(ids(last)).containsExactly("msg_5");
		assertThat(last.cursor()).isNull();
		assertThat(this.scenario.send(new DeadLetterCommand.DeleteMany(ALL)).entries()).isEmpty();
	}

	@Test
	void manyAreRetriedPageByPage() {
		dead(3);
		this.scenario.answering(200);
		Page<Receipt> first = this.scenario
			.send(new DeadLetterCommand.RetryMany(DeadLetterFilter.builder().count(2).build(), (spec) -> spec));
		assertThat(first.entries()).extracting(Receipt::messageId).containsExactly("msg_4", "msg_5");
		assertThat(first.cursor()).isEqualTo(onlyLetter().dlqId());
		Page<Receipt> last = this.scenario.send(new DeadLetterCommand.RetryMany(
				DeadLetterFilter.builder().count(2).cursor(first.cursor()).build(), (spec) -> spec));
		assertThat(last.entries()).hasSize(1);
		assertThat(last.cursor()).isNull();
		assertThat(this.scenario.deadLetters()).isEmpty();
	}

	@Test
	void unknownIdsAreRetriedNotAtAllAndDeletedAsFarAsTheyAreThere() {
		dead(3);
		List<String> ids = this.scenario.deadLetters().stream().map(DeadLetter::dlqId).toList();
		DeadLetterFilter filter = DeadLetterFilter.builder()
			.dlqIds(List.of(ids.get(2), ids.get(0), "1-0"))
			.count(1)
			.messages(MessageFilter.builder().with(MessageField.LABEL, Set.of("none")).build())
			.build();
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> this.scenario.send(new DeadLetterCommand.RetryMany(filter, (spec) -> spec)))
			.withMessage("some messages were not found");
		assertThat(this.scenario.deadLetters()).hasSize(3);
		assertThat(ids(this.scenario.send(new DeadLetterCommand.Find(filter)))).containsExactly("msg_1", "msg_3");
		assertThat(ids(this.scenario.send(new DeadLetterCommand.DeleteMany(filter)))).containsExactly("msg_1", "msg_3");
		assertThat(this.scenario.deadLetters()).hasSize(1);
	}

	@Test
	void lettersAreFoundByStatusDateAndMessage() {
		this.scenario.answering((request) -> request.url().endsWith("/lost") ? new AttemptOutcome.Failed("refused")
				: Scenario.status(503));
		this.scenario.publish("https://a.example/lost", MessageSpec.builder().retries(0).labels(List.of("a")));
		this.scenario.jump(Duration.ofSeconds(1));
		this.scenario.publish("https://a.example/in", MessageSpec.builder().retries(0).labels(List.of("b")));
		assertThat(found(DeadLetterFilter.builder().responseStatuses(Set.of(0, 404)))).containsExactly("msg_1");
		assertThat(found(DeadLetterFilter.builder().responseStatuses(Set.of(503)))).containsExactly("msg_2");
		assertThat(found(DeadLetterFilter.builder()
			.messages(MessageFilter.builder().fromDate(Scenario.START.plusSeconds(1)).build())))
			.containsExactly("msg_2");
		assertThat(found(DeadLetterFilter.builder()
			.messages(MessageFilter.builder().with(MessageField.LABEL, Set.of("a")).build()))).containsExactly("msg_1");
		assertThat(found(DeadLetterFilter.builder().order(Order.LATEST_FIRST))).containsExactly("msg_2", "msg_1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "EARLIEST_FIRST", "LATEST_FIRST" })
	void pagesFollowEachOtherInBothOrdersAlsoWhenLettersGo(Order order) {
		dead(6);
		List<String> expected = found(DeadLetterFilter.builder().order(order));
		DeadLetterFilter.Builder two = DeadLetterFilter.builder().order(order).count(2);
		Page<DeadLetter> page = this.scenario.send(new DeadLetterCommand.Find(two.build()));
		List<String> seen = new ArrayList<>(ids(page));
		this.scenario.send(new DeadLetterCommand.Delete(page.cursor()));
		page = this.scenario.send(new DeadLetterCommand.Find(two.cursor(page.cursor()).build()));
		seen.addAll(ids(page));
		page = this.scenario.send(new DeadLetterCommand.Find(two.cursor(page.cursor()).build()));
		seen.addAll(ids(page));
		assertThat(page.cursor()).isNull();
		assertThat(seen)
			.isEqualTo(List.of(expected.get(0), expected.get(1), expected.get(3), expected.get(4), expected.get(5)));
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 101 })
	void aCountOutOfRangeIsRefused(int count) {
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> found(DeadLetterFilter.builder().count(count)))
			.withMessage("invalid count: it must be between 1 and 100");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "1-", "x", "1-1-1", "1-99999999999999999999" })
	void aWrongCursorIsRefused(String cursor) {
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> found(DeadLetterFilter.builder().cursor(cursor)))
			.withMessage("invalid cursor");
	}

	private String dead(MessageSpec.Builder spec) {
		return this.scenario.publish(spec.retries(0));
	}

	private void dead(int count) {
		for (int i = 0; i < count; i++) {
			dead(MessageSpec.builder());
		}
	}

	private DeadLetter onlyLetter() {
		List<DeadLetter> letters = this.scenario.deadLetters();
		assertThat(letters).hasSize(1);
		return letters.get(0);
	}

	private Receipt retry(DeadLetter letter) {
		return this.scenario.send(new DeadLetterCommand.Retry(letter.dlqId(), (spec) -> spec));
	}

	private List<String> found(DeadLetterFilter.Builder filter) {
		return ids(this.scenario.send(new DeadLetterCommand.Find(filter.build())));
	}

	private static List<String> ids(Page<DeadLetter> page) {
		return page.entries().stream().map((letter) -> letter.message().messageId()).toList();
	}

}
