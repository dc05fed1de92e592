package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What users do with queues, and what members do then.
 */
class QueueCommandScenarioTests {

	private static final RetryDelay ONE_SECOND = RetryDelay.parse("1000");

	private final Scenario scenario = new Scenario();

	@Test
	void theFirstMemberCreatesItsQueue() {
		assertThat(this.scenario.send(new QueueCommand.ListAll())).isEmpty();
		this.scenario.jump(Duration.ofSeconds(3));
		enqueue();
		this.scenario.jump(Duration.ofSeconds(3));
		enqueue();
		assertThat(this.scenario.send(new QueueCommand.ListAll())).containsExactly(
				new QueueView("q", 1, Scenario.START.plusSeconds(3), Scenario.START.plusSeconds(3), false, 2));
	}

	@Test
	void queuesAreListedInTheOrderOfTheirCreation() {
		upsert("z", null, null);
		upsert("a", null, null);
		upsert("z", 2, null);
		assertThat(this.scenario.send(new QueueCommand.ListAll())).extracting(QueueView::name)
			.containsExactly("z", "a");
	}

	@Test
	void anUpsertChangesWhatItNames() {
		upsert("q", 5, true);
		this.scenario.jump(Duration.ofSeconds(1));
		upsert("q", 3, null);
		assertThat(queue()).isEqualTo(new QueueView("q", 3, Scenario.START, Scenario.START.plusSeconds(1), true, 0));
		this.scenario.jump(Duration.ofSeconds(1));
		upsert("q", null, false);
		assertThat(queue()).isEqualTo(new QueueView("q", 3, Scenario.START, Scenario.START.plusSeconds(2), false, 0));
	}

	@Test
	void asManyMembersAreUnderWayAsTheQueueHasSlots() {
		upsert("q", 2, null);
		String first = enqueue();
		String second = enqueue();
		String third = enqueue();
		String fourth = enqueue();
		assertThat(this.scenario.running()).containsExactly(first, second);
		this.scenario.answer(second, 200);
		assertThat(this.scenario.running()).containsExactly(first, third);
		this.scenario.answer(first, 500);
		assertThat(this.scenario.running()).containsExactly(third);
		this.scenario.answer(third, 200);
		assertThat(this.scenario.running()).containsExactly(fourth);
	}

	@Test
	void moreSlotsAreTakenAtOnce() {
		String first = enqueue();
		String second = enqueue();
		String third = enqueue();
		enqueue();
		upsert("q", 3, null);
		assertThat(this.scenario.running()).containsExactly(first, second, third);
	}

	@Test
	void fewerSlotsLetMembersUnderWayGoOn() {
		upsert("q", 3, null);
		List<String> members = List.of(enqueue(), enqueue(), enqueue(), enqueue());
		upsert("q", 1, null);
		assertThat(this.scenario.running()).containsExactlyElementsOf(members.subList(0, 3));
		this.scenario.answer(members.get(0), 200);
		this.scenario.answer(members.get(1), 200);
		assertThat(this.scenario.running()).containsExactly(members.get(2));
		this.scenario.answer(members.get(2), 200);
		assertThat(this.scenario.running()).containsExactly(members.get(3));
	}

	@Test
	void aPausedQueueAcceptsAndHoldsMembers() {
		String first = enqueue();
		pause();
		String second = enqueue();
		this.scenario.answer(first, 200);
		assertThat(this.scenario.running()).isEmpty();
		this.scenario.advance(Duration.ofDays(30));
		assertThat(queue().lag()).isEqualTo(1);
		resume();
		assertThat(this.scenario.running()).containsExactly(second);
	}

	@Test
	void aQueueCanBeCreatedPaused() {
		upsert("q", 2, true);
		String first = enqueue();
		String second = enqueue();
		enqueue();
		assertThat(this.scenario.running()).isEmpty();
		upsert("q", 2, false);
		assertThat(this.scenario.running()).containsExactly(first, second);
	}

	@Test
	void pauseAndResumeChangeNoOrder() {
		this.scenario.answering(200);
		upsert("q", null, true);
		List<String> members = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			members.add(enqueue());
			if (i == 2) {
				resume();
				pause();
			}
		}
		resume();
		assertThat(this.scenario.started()).extracting(AttemptRequest::messageId).containsExactlyElementsOf(members);
	}

	@Test
	void pausingTwiceIsPausingOnceAndSoIsResuming() {
		enqueue();
		pause();
		this.scenario.jump(Duration.ofSeconds(1));
		pause();
		assertThat(queue().updatedAt()).isEqualTo(Scenario.START);
		resume();
		this.scenario.jump(Duration.ofSeconds(1));
		resume();
		assertThat(queue().updatedAt()).isEqualTo(Scenario.START.plusSeconds(1));
	}

	@Test
	void aRetryWaitsWhileItsQueueIsPausedAndGoesFirst() {
		String first = this.scenario.publish(MessageSpec.builder().queue("q").retryDelay(ONE_SECOND));
		String second = enqueue();
		this.scenario.answer(first, 500);
		pause();
		this.scenario.advance(Duration.ofMinutes(1));
		assertThat(this.scenario.running()).isEmpty();
		upsert("q", 2, null);
		assertThat(this.scenario.running()).isEmpty();
		resume();
		assertThat(this.scenario.running()).containsExactly(first, second);
	}

	@Test
	void callbacksAreNotMembersAndGoOnWhileTheQueueIsPaused() {
		String first = this.scenario
			.publish(MessageSpec.builder().queue("q").callback(CallbackSpec.to("https://example.com/cb")));
		pause();
		this.scenario.answer(first, 200);
		assertThat(this.scenario.running()).containsExactly("msg_2");
		assertThat(queue().lag()).isZero();
	}

	@Test
	void lagCountsWhatHasNotEnded() {
		String running = enqueue();
		enqueue();
		this.scenario.publish(MessageSpec.builder().queue("q").delay(Duration.ofHours(1)));
		assertThat(queue().lag()).isEqualTo(3);
		this.scenario.answer(running, 500);
		assertThat(queue().lag()).isEqualTo(3);
		this.scenario.send(new Command.CancelMessage(running));
		assertThat(queue().lag()).isEqualTo(2);
	}

	@Test
	void deletingAQueueCancelsItsMembersAndStartsNone() {
		String running = enqueue();
		String waiting = enqueue();
		String delayed = this.scenario.publish(MessageSpec.builder().queue("q").delay(Duration.ofHours(1)));
		String other = this.scenario.publish(MessageSpec.builder().queue("other"));
		delete();
		assertThat(this.scenario.running()).containsExactly(running, other);
		assertThat(this.scenario.states(running)).endsWith(LogState.ACTIVE, LogState.CANCEL_REQUESTED);
		assertThat(this.scenario.states(waiting)).containsExactly(LogState.CREATED, LogState.CANCEL_REQUESTED,
				LogState.CANCELLED);
		assertThat(this.scenario.states(delayed)).endsWith(LogState.CANCELLED);
		this.scenario.answer(running, 500);
		assertThat(this.scenario.states(running)).endsWith(LogState.ERROR, LogState.CANCELLED);
		assertThat(this.scenario.nextDue()).isEmpty();
		assertThat(this.scenario.send(new QueueCommand.ListAll())).extracting(QueueView::name).containsExactly("other");
	}

	@Test
	void deletingAQueueStartsNobodyWhoseTurnItWouldBe() {
		String retrying = this.scenario.publish(MessageSpec.builder().queue("q"));
		enqueue();
		this.scenario.answer(retrying, 500);
		delete();
		assertThat(this.scenario.running()).isEmpty();
		assertThat(this.scenario.started()).hasSize(1);
	}

	@Test
	void cancellingAllStartsNobodyWhoseTurnItWouldBe() {
		String late = this.scenario.publish(MessageSpec.builder().queue("q").delay(Duration.ofSeconds(5)));
		String retrying = enqueue();
		enqueue();
		this.scenario.answer(retrying, 500);
		this.scenario.advance(Duration.ofSeconds(5));
		assertThat(reason("msg_3")).hasValue("behind msg_2 in queue q");
		assertThat(reason(late)).hasValue("behind msg_3 in queue q");
		assertThat(this.scenario.send(new Command.CancelMessages(MessageFilter.all(), 100))).isEqualTo(3);
		assertThat(this.scenario.started()).hasSize(1);
		assertThat(this.scenario.states(late)).containsExactly(LogState.CREATED, LogState.CANCEL_REQUESTED,
				LogState.CANCELLED);
	}

	@Test
	void deletingAQueueToleratesAMemberThatNobodyWants() {
		String running = enqueue();
		this.scenario.send(new Command.CancelMessage(running));
		delete();
		this.scenario.answer(running, 200);
		assertThat(this.scenario.states(running)).endsWith(LogState.CANCEL_REQUESTED, LogState.DELIVERED);
	}

	@Test
	void aQueueOfTheSameNameStartsAnew() {
		upsert("q", 3, true);
		delete();
		String first = enqueue();
		enqueue();
		assertThat(this.scenario.running()).containsExactly(first);
		assertThat(queue().parallelism()).isEqualTo(1);
		delete();
		this.scenario.send(new QueueCommand.Delete("q"));
	}

	@Test
	void aWaitingMessageSaysWhyItWaits() {
		String first = this.scenario
			.publish(MessageSpec.builder().queue("q").callback(CallbackSpec.to("https://example.com/cb")));
		String second = enqueue();
		String third = enqueue();
		assertThat(reason(first)).isEmpty();
		assertThat(reason(second)).hasValue("behind msg_1 in queue q");
		assertThat(reason(third)).hasValue("behind msg_2 in queue q");
		this.scenario.answer(first, 500);
		assertThat(reason(first)).hasValue("due at 2026-01-01T00:00:12.182Z");
		pause();
		this.scenario.advance(Duration.ofMinutes(1));
		assertThat(reason(first)).hasValue("queue q is paused");
		assertThat(reason(third)).hasValue("queue q is paused");
		resume();
		this.scenario.answer(first, 200);
		assertThat(reason(second)).hasValue("behind msg_4 in queue q");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1 })
	void parallelismIsPositive(int parallelism) {
		refused(new QueueCommand.Upsert("q", parallelism, null), RefusedException.Kind.INVALID,
				"invalid parallelism: it must be greater than 0");
		assertThat(this.scenario.send(new QueueCommand.ListAll())).isEmpty();
	}

	@Test
	void unknownQueuesAreNotFound() {
		for (Command<?> command : List.of(new QueueCommand.Get("q"), new QueueCommand.Pause("q"),
				new QueueCommand.Resume("q"))) {
			refused(command, RefusedException.Kind.NOT_FOUND, "queue q not found");
		}
	}

	@Test
	void namesAreCheckedEverywhere() {
		for (Command<?> command : List.of(new QueueCommand.Upsert("a/b", 1, null), new QueueCommand.Get("a/b"),
				new QueueCommand.Pause("a/b"), new QueueCommand.Resume("a/b"), new QueueCommand.Delete("a/b"))) {
			refused(command, RefusedException.Kind.INVALID,
					"invalid queueName: only letters, digits, '-', '_' and '.' are allowed");
		}
	}

	@Test
	void thereIsALimitOfQueues() {
		for (int i = 0; i < Queues.MAX_QUEUES; i++) {
			upsert("q" + i, null, null);
		}
		String text = "there are 10000 queues, no more are allowed";
		refused(new QueueCommand.Upsert("q", null, null), RefusedException.Kind.OVER_LIMIT, text);
		refused(new Command.Publish(new Target.Url(Scenario.URL), MessageSpec.builder().queue("q").build()),
				RefusedException.Kind.OVER_LIMIT, text);
		upsert("q1", 2, null);
		this.scenario.publish(MessageSpec.builder().queue("q1"));
		assertThat(this.scenario.running()).hasSize(1);
	}

	private void refused(Command<?> command, RefusedException.Kind kind, String text) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.scenario.send(command))
			.withMessage(text)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(kind));
	}

	private String enqueue() {
		return this.scenario.publish(MessageSpec.builder().queue("q"));
	}

	private QueueView queue() {
		return this.scenario.send(new QueueCommand.Get("q"));
	}

	private void upsert(String name, Integer parallelism, Boolean paused) {
		this.scenario.send(new QueueCommand.Upsert(name, parallelism, paused));
	}

	private void pause() {
		this.scenario.send(new QueueCommand.Pause("q"));
	}

	private void resume() {
		this.scenario.send(new QueueCommand.Resume("q"));
	}

	private void delete() {
		this.scenario.send(new QueueCommand.Delete("q"));
	}

	private Optional<String> reason(String messageId) {
		return this.scenario.send(new Command.GetWaitReason(messageId)).map(Object::toString);
	}

}
