package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Messages that share limits by a flow-control key.
 */
class FlowControlScenarioTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final Scenario scenario = new Scenario();

	@Test
	void asManyAttemptsRunAsTheParallelismAllowsAndTheOthersWaitInOrder() {
		List<String> ids = publish(5, parallelism(2));
		assertThat(this.scenario.running()).containsExactlyElementsOf(ids.subList(0, 2));
		this.scenario.answer(ids.get(1), 200);
		assertThat(this.scenario.running()).containsExactly(ids.get(0), ids.get(2));
		this.scenario.answer(ids.get(0), 200);
		this.scenario.answer(ids.get(2), 200);
		assertThat(this.scenario.running()).containsExactly(ids.get(3), ids.get(4));
	}

	@Test
	void aKeyIsSharedByAllDestinationsAndOtherKeysAreNotConcerned() {
		this.scenario.publish("https://a.example", message(parallelism(1)));
		this.scenario.publish("https://b.example", message(parallelism(1)));
		this.scenario.publish(message(new FlowControl("other", 1, null, SECOND)));
		this.scenario.publish(MessageSpec.builder());
		assertThat(this.scenario.running()).containsExactly("msg_1", "msg_3", "msg_4");
	}

	@Test
	void aFailedAttemptMakesPlaceWhileItsRetryIsNotDue() {
		List<String> ids = publish(2, parallelism(1));
		this.scenario.answer(ids.get(0), 500);
		assertThat(this.scenario.running()).containsExactly(ids.get(1));
		this.scenario.advance(MINUTE);
		assertThat(this.scenario.running()).containsExactly(ids.get(1));
		assertThat(reason(ids.get(0))).hasValue("flow key k at 1 of 1");
		this.scenario.answer(ids.get(1), 200);
		assertThat(this.scenario.running()).containsExactly(ids.get(0));
	}

	@Test
	void asManyAttemptsStartPerPeriodAsTheRateAllows() {
		this.scenario.answering(200);
		publish(7, rate(3, MINUTE));
		this.scenario.advance(Duration.ofMinutes(3));
		assertThat(starts()).containsExactly(0L, 0L, 0L, 60L, 60L, 60L, 120L);
		assertThat(this.scenario.nextDue()).isEmpty();
	}

	@Test
	void aRetryCountsLikeAnyOtherStart() {
		this.scenario.answering(500);
		this.scenario.publish(message(rate(1, MINUTE)).retries(1).retryDelay(RetryDelay.parse("1000")));
		this.scenario.publish(message(rate(1, MINUTE)).retries(0));
		this.scenario.advance(Duration.ofMinutes(5));
		assertThat(this.scenario.started()).extracting(AttemptRequest::messageId)
			.containsExactly("msg_1", "msg_2", "msg_1");
		assertThat(starts()).containsExactly(0L, 60L, 120L);
	}

	@Test
	void rateAndParallelismMustBothAllowAStart() {
		List<String> ids = publish(30, new FlowControl("k", 20, 10, MINUTE));
		assertThat(this.scenario.running()).hasSize(10);
		this.scenario.advance(MINUTE);
		assertThat(this.scenario.running()).hasSize(20);
		this.scenario.advance(Duration.ofMinutes(10));
		assertThat(this.scenario.running()).hasSize(20);
		assertThat(this.scenario.nextDue()).isEmpty();
		this.scenario.answer(ids.get(0), 200);
		assertThat(this.scenario.running()).hasSize(20).endsWith(ids.get(20));
	}

	@Test
	void theLastMessageBringsTheLimits() {
		List<String> ids = publish(4, parallelism(1));
		this.scenario.publish(message(parallelism(3)));
		assertThat(this.scenario.running()).containsExactlyElementsOf(ids.subList(0, 3));
		assertThat(key().maxParallelism()).isEqualTo(3);
		this.scenario.publish(message(rate(10, SECOND)));
		assertThat(this.scenario.running()).hasSize(6);
		assertThat(key()).extracting(FlowKeyView::maxParallelism, FlowKeyView::maxRate).containsExactly(null, 10);
	}

	@Test
	void limitsCountFromAcceptanceAlsoThoseOfADelayedMessage() {
		publish(3, parallelism(1));
		this.scenario.publish(message(parallelism(2)).delay(MINUTE));
		assertThat(this.scenario.running()).hasSize(2);
	}

	@Test
	void lowerLimitsLetRunningAttemptsGoOn() {
		List<String> ids = publish(3, parallelism(3));
		this.scenario.publish(message(parallelism(1)));
		this.scenario.answer(ids.get(0), 200);
		this.scenario.answer(ids.get(1), 200);
		assertThat(this.scenario.running()).containsExactly(ids.get(2));
		assertThat(reason("msg_4")).hasValue("flow key k at 1 of 1");
	}

	@Test
	void aMessageThatIsNotDueTakesNoPlace() {
		this.scenario.publish(message(parallelism(1)).delay(SECOND));
		this.scenario.publish(message(parallelism(1)));
		assertThat(this.scenario.running()).containsExactly("msg_2");
		assertThat(key().waiting()).isZero();
		this.scenario.advance(SECOND);
		assertThat(key().waiting()).isEqualTo(1);
	}

	@Test
	void aCancelledMessageLeavesTheLine() {
		List<String> ids = publish(3, parallelism(1));
		this.scenario.send(new Command.CancelMessage(ids.get(1)));
		assertThat(key().waiting()).isEqualTo(1);
		this.scenario.answer(ids.get(0), 200);
		assertThat(this.scenario.running()).containsExactly(ids.get(2));
	}

	@Test
	void cancellingAllStartsNobodyWhoseTurnItWouldBe() {
		publish(3, parallelism(1));
		this.scenario.hold("msg_1");
		assertThat(this.scenario.send(new Command.CancelMessages(MessageFilter.all(), 100))).isEqualTo(3);
		assertThat(this.scenario.started()).hasSize(1);
		assertThat(this.scenario.running()).isEmpty();
	}

	@Test
	void nothingWakesAKeyThatNobodyWaitsFor() {
		this.scenario.answering(200);
		List<String> ids = publish(2, rate(1, MINUTE));
		assertThat(this.scenario.nextDue()).hasValue(Scenario.START.plus(MINUTE));
		this.scenario.send(new Command.CancelMessage(ids.get(1)));
		assertThat(this.scenario.nextDue()).isEmpty();
	}

	@Test
	void aWithdrawnAttemptMakesPlace() {
		List<String> ids = publish(2, parallelism(1));
		this.scenario.hold(ids.get(0));
		this.scenario.send(new Command.CancelMessage(ids.get(0)));
		assertThat(this.scenario.running()).containsExactly(ids.get(1));
		assertThat(key().parallelism()).isEqualTo(1);
	}

	@Test
	void queueAndKeyMustBothAllowAStart() {
		List<String> members = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			members.add(this.scenario.publish(message(parallelism(2)).queue("q")));
		}
		List<String> others = publish(2, parallelism(2));
		assertThat(this.scenario.running()).containsExactly(members.get(0), others.get(0));
		assertThat(reason(members.get(1))).hasValue("behind msg_1 in queue q");
		assertThat(reason(others.get(1))).hasValue("flow key k at 2 of 2");
		this.scenario.answer(members.get(0), 200);
		assertThat(this.scenario.running()).containsExactly(others.get(0), others.get(1));
		assertThat(reason(members.get(1))).hasValue("flow key k at 2 of 2");
		assertThat(reason(members.get(2))).hasValue("behind msg_2 in queue q");
		this.scenario.answer(others.get(0), 200);
		assertThat(this.scenario.running()).containsExactly(others.get(1), members.get(1));
	}

	@Test
	void aMemberDoesNotStartInAPausedQueueWhenItsKeyWould() {
		String running = this.scenario.publish(message(parallelism(1)));
		String member = this.scenario.publish(message(parallelism(1)).queue("q"));
		String later = this.scenario.publish(message(parallelism(1)));
		this.scenario.send(new QueueCommand.Pause("q"));
		this.scenario.answer(running, 200);
		assertThat(this.scenario.running()).containsExactly(later);
		assertThat(reason(member)).hasValue("queue q is paused");
		this.scenario.send(new QueueCommand.Resume("q"));
		assertThat(reason(member)).hasValue("flow key k at 1 of 1");
		this.scenario.answer(later, 200);
		assertThat(this.scenario.running()).containsExactly(member);
	}

	@Test
	void aPausedKeyHoldsWhatIsThereAndWhatComes() {
		List<String> ids = publish(2, parallelism(1));
		pause();
		this.scenario.answer(ids.get(0), 500);
		ids.addAll(publish(1, parallelism(1)));
		this.scenario.advance(Duration.ofDays(1));
		assertThat(this.scenario.running()).isEmpty();
		assertThat(key()).extracting(FlowKeyView::paused, FlowKeyView::waiting).containsExactly(true, 3);
		assertThat(ids).allSatisfy((id) -> assertThat(reason(id)).hasValue("flow key k is paused"));
		this.scenario.answering(200);
		resume();
		assertThat(this.scenario.started()).extracting(AttemptRequest::messageId)
			.containsExactly(ids.get(0), ids.get(1), ids.get(2), ids.get(0));
	}

	@Test
	void theRatePeriodGoesOnWhileAKeyIsPaused() {
		this.scenario.answering(200);
		publish(3, rate(2, MINUTE));
		pause();
		this.scenario.advance(Duration.ofSeconds(30));
		resume();
		assertThat(key()).extracting(FlowKeyView::rate, FlowKeyView::periodStart).containsExactly(2, Scenario.START);
		this.scenario.advance(MINUTE);
		assertThat(starts()).containsExactly(0L, 0L, 60L);
	}

	@Test
	void aKeyCanBePausedBeforeItsFirstMessage() {
		pause();
		publish(1, parallelism(1));
		assertThat(this.scenario.running()).isEmpty();
	}

	@Test
	void pinnedLimitsStayWhateverMessagesBring() {
		pin(2, null);
		publish(3, new FlowControl("k", 1, 5, MINUTE));
		assertThat(this.scenario.running()).hasSize(2);
		assertThat(key()).isEqualTo(new FlowKeyView("k", 1, 2, 2, 5, 2, MINUTE, Scenario.START, false, true, false));
		pin(null, 9);
		publish(1, new FlowControl("k", 1, 5, MINUTE));
		assertThat(key()).extracting(FlowKeyView::maxParallelism, FlowKeyView::maxRate, FlowKeyView::period)
			.containsExactly(2, 9, SECOND);
	}

	@Test
	void pinningLetsThoseStartThatWait() {
		publish(5, parallelism(1));
		pin(3, null);
		assertThat(this.scenario.running()).hasSize(3);
	}

	@Test
	void pinningBeginsANewPeriod() {
		this.scenario.answering(200);
		publish(3, rate(1, MINUTE));
		this.scenario.advance(Duration.ofSeconds(10));
		pin(5, null);
		assertThat(starts()).containsExactly(0L, 10L);
		assertThat(key()).extracting(FlowKeyView::rate, FlowKeyView::periodStart)
			.containsExactly(1, Scenario.START.plusSeconds(10));
		this.scenario.advance(MINUTE);
		assertThat(starts()).containsExactly(0L, 10L, 70L);
	}

	@Test
	void unpinnedLimitsStayUntilAMessageBringsOthers() {
		this.scenario.send(new FlowControlCommand.Pin("k", 4, 9, MINUTE));
		unpin(true, false);
		assertThat(key()).extracting(FlowKeyView::parallelismPinned, FlowKeyView::ratePinned)
			.containsExactly(false, true);
		assertThat(key().maxParallelism()).isEqualTo(4);
		publish(1, new FlowControl("k", 2, 5, SECOND));
		assertThat(key()).extracting(FlowKeyView::maxParallelism, FlowKeyView::maxRate).containsExactly(2, 9);
		unpin(false, true);
		assertThat(key().maxRate()).isEqualTo(9);
		publish(1, new FlowControl("k", 2, 5, SECOND));
		assertThat(key()).extracting(FlowKeyView::maxRate, FlowKeyView::period).containsExactly(5, SECOND);
		unpin(false, false);
	}

	@Test
	void aResetOfTheRateBeginsAPeriodNow() {
		this.scenario.answering(200);
		publish(4, rate(1, MINUTE));
		this.scenario.advance(Duration.ofSeconds(10));
		this.scenario.send(new FlowControlCommand.ResetRate("k"));
		this.scenario.advance(MINUTE);
		assertThat(starts()).containsExactly(0L, 10L, 70L);
	}

	@Test
	void aResetCountsNothingAsRunning() {
		List<String> ids = publish(4, parallelism(1));
		this.scenario.send(new FlowControlCommand.Reset("k"));
		assertThat(this.scenario.running()).containsExactly(ids.get(0), ids.get(1));
		this.scenario.answer(ids.get(0), 200);
		assertThat(this.scenario.running()).containsExactly(ids.get(1));
		assertThat(key().parallelism()).isEqualTo(1);
		this.scenario.answer(ids.get(1), 200);
		assertThat(this.scenario.running()).containsExactly(ids.get(2));
	}

	@Test
	void aWaitingMessageSaysUntilWhenTheRateIsUsedUp() {
		publish(2, rate(1, MINUTE));
		assertThat(reason("msg_1")).isEmpty();
		assertThat(reason("msg_2")).hasValue("rate of flow key k is used up until 2026-01-01T00:01:00Z");
	}

	@Test
	void keysAreListedInTheOrderInWhichTheyCameAndFound() {
		this.scenario.publish(message(new FlowControl("tenant-2", 1, null, SECOND)));
		this.scenario.publish(message(new FlowControl("tenant-1", null, 1, SECOND)));
		this.scenario.publish(message(new FlowControl("mail", null, 1, SECOND)));
		assertThat(keys("")).containsExactly("tenant-2", "tenant-1", "mail");
		assertThat(keys("tenant")).containsExactly("tenant-2", "tenant-1");
		assertThat(keys("nothing")).isEmpty();
	}

	@Test
	void runningAttemptsAreCountedWithAndWithoutKey() {
		publish(2, parallelism(1));
		this.scenario.publish(MessageSpec.builder().callback(CallbackSpec.to("https://example.com/cb")));
		assertThat(countRunning()).isEqualTo(2);
		this.scenario.answer("msg_3", 200);
		assertThat(countRunning()).isEqualTo(2);
		this.scenario.hold("msg_1");
		this.scenario.send(new Command.CancelMessage("msg_1"));
		this.scenario.answer("msg_2", 500);
		assertThat(countRunning()).isEqualTo(1);
	}

	@Test
	void keysThatNothingDependsOnAreForgottenWhenTheyAreTooMany() {
		this.scenario.answering(200);
		pause("paused");
		this.scenario.send(new FlowControlCommand.Pin("pinned", 1, null, SECOND));
		this.scenario.publish(message(new FlowControl("waiting", null, 9, SECOND)).delay(MINUTE));
		this.scenario.publish(message(new FlowControl("oldest", null, 9, SECOND)));
		for (int i = 0; i < FlowKeys.MAX_IDLE; i++) {
			this.scenario.publish(message(new FlowControl("idle-" + i, null, 9, SECOND)));
		}
		this.scenario.publish(message(new FlowControl("idle-0", null, 9, SECOND)));
		this.scenario.publish(message(new FlowControl("one-more", null, 9, SECOND)));
		assertThat(keys("")).hasSize(FlowKeys.MAX_IDLE + 3)
			.contains("paused", "pinned", "waiting", "idle-0", "one-more")
			.doesNotContain("oldest", "idle-1");
	}

	@Test
	void unknownKeysAreNotFound() {
		for (Command<?> command : List.of(new FlowControlCommand.Get("k"), new FlowControlCommand.Resume("k"),
				new FlowControlCommand.Unpin("k", true, true), new FlowControlCommand.ResetRate("k"),
				new FlowControlCommand.Reset("k"))) {
			refused(command, RefusedException.Kind.NOT_FOUND, "flow control key not found");
		}
		assertThat(keys("")).isEmpty();
	}

	@ParameterizedTest
	@MethodSource
	void wrongLimitsAreRefused(Integer parallelism, Integer rate, Duration period, String text) {
		refused(new FlowControlCommand.Pin("k", parallelism, rate, period), RefusedException.Kind.INVALID, text);
		refused(new Command.Publish(new Target.Url(Scenario.URL),
				message(new FlowControl("k", parallelism, rate, period)).build()), RefusedException.Kind.INVALID, text);
		assertThat(keys("")).isEmpty();
	}

	static List<Object[]> wrongLimitsAreRefused() {
		return List.of(new Object[] { null, null, SECOND, "parallelism or rate must be provided" },
				new Object[] { 0, 1, SECOND, "invalid parallelism: it must be greater than 0" },
				new Object[] { 1, -1, SECOND, "invalid rate: it must be greater than 0" },
				new Object[] { 1, 1, Duration.ZERO, "invalid period: it must be between 1 second and 7 days" },
				new Object[] { 1, 1, Duration.ofDays(8), "invalid period: it must be between 1 second and 7 days" });
	}

	@Test
	void wrongKeysAreRefused() {
		String tooLong = "k".repeat(1025);
		refused(new FlowControlCommand.Pause(""), RefusedException.Kind.INVALID, "a flow control key must be provided");
		refused(new FlowControlCommand.Pause(tooLong), RefusedException.Kind.INVALID,
				"invalid flow control key: it has 1025 characters, at most 1024 are allowed");
		refused(new Command.Publish(new Target.Url(Scenario.URL),
				message(new FlowControl(tooLong, 1, 1, SECOND)).build()), RefusedException.Kind.INVALID,
				"invalid flow control key: it has 1025 characters, at most 1024 are allowed");
	}

	private void refused(Command<?> command, RefusedException.Kind kind, String text) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.scenario.send(command))
			.withMessage(text)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(kind));
	}

	private List<String> publish(int count, FlowControl limits) {
		return new ArrayList<>(
				IntStream.range(0, count).mapToObj((i) -> this.scenario.publish(message(limits))).toList());
	}

	private static MessageSpec.Builder message(FlowControl limits) {
		return MessageSpec.builder().flowControl(limits);
	}

	private static FlowControl parallelism(int parallelism) {
		return new FlowControl("k", parallelism, null, SECOND);
	}

	private static FlowControl rate(int rate, Duration period) {
		return new FlowControl("k", null, rate, period);
	}

	private void pause() {
		pause("k");
	}

	private void pause(String key) {
		this.scenario.send(new FlowControlCommand.Pause(key));
	}

	private void resume() {
		this.scenario.send(new FlowControlCommand.Resume("k"));
	}

	private void pin(Integer parallelism, Integer rate) {
		this.scenario.send(new FlowControlCommand.Pin("k", parallelism, rate, SECOND));
	}

	private void unpin(boolean parallelism, boolean rate) {
		this.scenario.send(new FlowControlCommand.Unpin("k", parallelism, rate));
	}

	private FlowKeyView key() {
		return this.scenario.send(new FlowControlCommand.Get("k"));
	}

	private List<String> keys(String search) {
		return this.scenario.send(new FlowControlCommand.ListAll(search)).stream().map(FlowKeyView::key).toList();
	}

	private int countRunning() {
		return this.scenario.send(new FlowControlCommand.CountRunning());
	}

	private Optional<String> reason(String messageId) {
		return this.scenario.send(new Command.GetWaitReason(messageId)).map(Object::toString);
	}

	private List<Long> starts() {
		return this.scenario.events()
			.stream()
			.filter(Event.AttemptStarted.class::isInstance)
			.map(Event::at)
			.map(FlowControlScenarioTests::seconds)
			.toList();
	}

	private static long seconds(Instant at) {
		return Duration.between(Scenario.START, at).toSeconds();
	}

}
