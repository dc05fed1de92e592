package io.github.qstash.receive.store;

import java.time.Duration;
import java.util.UUID;

import io.github.qstash.receive.QStashDeliveryStore;
import io.github.qstash.receive.QStashDeliveryStore.Attempt;
import io.github.qstash.receive.QStashDeliveryStore.State;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every store does.
 */
abstract class DeliveryStoreContract {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final Duration LONG = Duration.ofMinutes(5);

	/** Passes before the test does. */
	static final Duration SHORT = Duration.ofMillis(200);

	private final String id = "message:" + UUID.randomUUID();

	private final Attempt first = new Attempt(this.id, "first");

	private final Attempt second = new Attempt(this.id, "second");

	abstract QStashDeliveryStore store();

	/** Let {@link #SHORT} pass. */
	abstract void letTimePass(String id);

	@Test
	void whenIdIsNewThenBelongsToTheFirst() {
		assertThat(begin(this.first)).isEqualTo(State.NEW);
		assertThat(begin(this.second)).isEqualTo(State.IN_PROGRESS);
		assertThat(begin(this.first)).isEqualTo(State.IN_PROGRESS);
	}

	@Test
	void whenManyBeginAtOnceThenOneIsFirst() {
		Flux<State> states = Flux.range(0, 64)
			.flatMap((i) -> Mono.defer(() -> store().begin(new Attempt(this.id, "owner " + i), LONG))
				.subscribeOn(Schedulers.parallel()), 64);
		StepVerifier.create(states.filter((state) -> state == State.NEW).count())
			.expectNext(1L)
			.expectComplete()
			.verify(LIMIT);
	}

	@Test
	void whenAttemptHasSucceededThenIsDone() {
		begin(this.first);
		run(store().complete(this.first, LONG));
		assertThat(begin(this.second)).isEqualTo(State.DONE);
	}

	@Test
	void whenAttemptHasFailedThenIsNewAgain() {
		begin(this.first);
		run(store().release(this.first));
		assertThat(begin(this.second)).isEqualTo(State.NEW);
	}

	@Test
	void whenAnotherOneIsReleasedThenKeepsTheClaim() {
		begin(this.first);
		run(store().release(this.second));
		assertThat(begin(this.second)).isEqualTo(State.IN_PROGRESS);
	}

	@Test
	void whenNothingIsClaimedThenReleasingDoesNothing() {
		run(store().release(this.first));
		assertThat(begin(this.first)).isEqualTo(State.NEW);
	}

	@Test
	void whenDoneThenReleasingDoesNotFreeIt() {
		begin(this.first);
		run(store().complete(this.first, LONG));
		run(store().release(this.first));
		assertThat(begin(this.second)).isEqualTo(State.DONE);
	}

	@Test
	void whenAttemptIsLostThenItsClaimExpiresAndItCannotFreeThatOfItsSuccessor() {
		assertThat(result(store().begin(this.first, SHORT))).isEqualTo(State.NEW);
		letTimePass(this.id);
		assertThat(begin(this.second)).isEqualTo(State.NEW);
		run(store().release(this.first));
		assertThat(begin(this.first)).isEqualTo(State.IN_PROGRESS);
	}

	@Test
	void whenAttemptTookTooLongButHasSucceededThenIsDone() {
		assertThat(result(store().begin(this.first, SHORT))).isEqualTo(State.NEW);
		letTimePass(this.id);
		begin(this.second);
		run(store().complete(this.first, LONG));
		run(store().release(this.second));
		assertThat(begin(this.second)).isEqualTo(State.DONE);
	}

	@Test
	void whenTimeToRememberHasPassedThenIsNewAgain() {
		begin(this.first);
		run(store().complete(this.first, SHORT));
		assertThat(begin(this.second)).isEqualTo(State.DONE);
		letTimePass(this.id);
		assertThat(begin(this.second)).isEqualTo(State.NEW);
	}

	@Test
	void whenIdsDifferThenKnowNothingOfEachOther() {
		begin(this.first);
		assertThat(begin(new Attempt(this.id + "_", "first"))).isEqualTo(State.NEW);
	}

	@Test
	void shouldDoNothingBeforeItIsSubscribedTo() {
		store().begin(this.first, LONG);
		store().complete(this.first, LONG);
		assertThat(begin(this.second)).isEqualTo(State.NEW);
		store().release(this.second);
		assertThat(begin(this.first)).isEqualTo(State.IN_PROGRESS);
	}

	State begin(Attempt attempt) {
		return result(store().begin(attempt, LONG));
	}

	static void run(Mono<Void> operation) {
		StepVerifier.create(operation).expectComplete().verify(LIMIT);
	}

	private static State result(Mono<State> operation) {
		State state = operation.block(LIMIT);
		assertThat(state).isNotNull();
		return state;
	}

}
