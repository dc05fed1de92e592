package io.github.qstash.devserver.test;

import java.time.Duration;
import java.time.Instant;

import io.github.qstash.devserver.engine.LogState;
import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.devserver.fixtures.TestDestination.Reply;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Each assertion once as it holds, and once violated.
 */
class AssertionsTests {

	private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

	private final QStashTestServer server = QStashTestServer.startAt(START);

	private final TestApi api = new TestApi(this.server.url(), this.server.token());

	private final TestDestination destination = TestDestination.start();

	@BeforeEach
	void shipAndFail() {
		this.destination.answering((request) -> Reply.of(request.uri().startsWith("/shipments") ? 200 : 500));
		this.server.faults().to("/shipments").next(1).loseAnswer();
		publish("/shipments?fast", "kettle", "Upstash-Retry-Delay", "60000", "Upstash-Forward-Tenant", "7");
		publish("/invoices", "42", "Upstash-Retries", "0");
		publish("/reminders", "later", "Upstash-Delay", "1d");
		this.api.post("/v2/enqueue/orders/" + this.destination.url("/queued"), "q", "Upstash-Retries", "0");
		this.server.advance(Duration.ofHours(1));
	}

	@AfterEach
	void close() {
		this.server.close();
		this.destination.close();
	}

	@Test
	void whatHoldsPasses() {
		assertThat(this.server).delivered("/shipments")
			.times(2)
			.sameMessage()
			.answered(0, 200)
			.succeeded()
			.spacedBy(Duration.ofMinutes(1))
			.withBody("kettle")
			.withHeader("tenant", "7");
		assertThat(this.server).delivered(this.destination.url("/shipments?fast")).times(2);
		assertThat(this.server).published("/reminders")
			.times(1)
			.delayedBy(Duration.ofDays(1))
			.inState(LogState.CREATED);
		assertThat(this.server).published("/queued").throughQueue("orders").inState(LogState.FAILED);
		assertThat(this.server).deliveredNothing("/reminders").publishedNothing("/refunds");
		assertThat(this.server).deadLettered("/invoices")
			.singleElement()
			.satisfies((letter) -> assertThat(letter.status()).isEqualTo(500));
		this.server.reset();
		assertThat(this.server).hasNoDeadLetters().hasNothingPending();
	}

	@Test
	void missingDeliveryShowsTheNearestDestinationAndWhatHappened() {
		assertFailsWith(() -> assertThat(this.server).delivered("/shipment"), "Expected deliveries to /shipment",
				"but there are none. The nearest destination is /shipments?fast", "What happened:",
				"2026-03-01T12:00:00Z  msg_1_1    CREATED    POST " + this.destination.url("/shipments?fast"),
				"ACTIVE     attempt 1  [answer lost]", "ERROR      attempt 1: connection closed during the request",
				"RETRY      next attempt at 2026-03-01T12:01:00Z", "DELIVERED  attempt 2: 200",
				"FAILED     dead letter ", "due at 2026-03-02T12:00:00Z");
	}

	@Test
	void emptyHistoryIsSaidToBeEmpty() {
		this.server.reset();
		assertFailsWith(() -> assertThat(this.server).published("/shipments"), "Expected messages to /shipments",
				"no message was accepted");
	}

	@Test
	void wrongNumberFails() {
		assertFailsWith(() -> assertThat(this.server).delivered("/shipments").times(3),
				"Expected of the deliveries to /shipments: 3 of them", "but found: 2", "What happened:");
	}

	@Test
	void unexpectedDeliveryFails() {
		assertFailsWith(() -> assertThat(this.server).deliveredNothing("/shipments"),
				"Expected no deliveries to /shipments", "attempt 2");
	}

	@Test
	void unexpectedMessageFails() {
		assertFailsWith(() -> assertThat(this.server).publishedNothing("/shipments"),
				"Expected no messages to /shipments", "msg_1_1");
	}

	@Test
	void anotherMessageFails() {
		publish("/shipments", "other");
		this.server.awaitIdle();
		assertFailsWith(() -> assertThat(this.server).delivered("/shipments").sameMessage(), "the same message",
				"[msg_1_1, msg_1_5]");
	}

	@Test
	void sameMessageFailsWhereDifferentOnesAreExpected() {
		assertFailsWith(() -> assertThat(this.server).delivered("/shipments").differentMessages(), "different messages",
				"[msg_1_1, msg_1_1]");
	}

	@Test
	void wrongAnswersFail() {
		assertFailsWith(() -> assertThat(this.server).delivered("/shipments").answered(500, 200), "answers [500, 200]",
				"but found: [0, 200]");
		assertFailsWith(() -> assertThat(this.server).delivered("/invoices").succeeded(), "a last answer of 200 to 299",
				"but found: 500");
	}

	@Test
	void wrongGapsFail() {
		assertFailsWith(() -> assertThat(this.server).delivered("/shipments").spacedBy(Duration.ofSeconds(12)),
				"gaps of [PT12S]", "but found: [PT1M]");
	}

	@Test
	void wrongBodyAndHeaderFail() {
		assertFailsWith(() -> assertThat(this.server).published("/invoices").withBody("43"), "the body <43>",
				"but found: [42]");
		assertFailsWith(() -> assertThat(this.server).published("/invoices").withHeader("Tenant", "7"),
				"the header Tenant: 7", "but found: [null]");
	}

	@Test
	void wrongDelayStateAndQueueFail() {
		assertFailsWith(() -> assertThat(this.server).published("/reminders").delayedBy(Duration.ofHours(1)),
				"a delay of PT1H", "but found: [PT24H]");
		assertFailsWith(() -> assertThat(this.server).published("/reminders").inState(LogState.DELIVERED),
				"the state DELIVERED", "but found: [CREATED]");
		assertFailsWith(() -> assertThat(this.server).published("/queued").throughQueue("other"), "the queue other",
				"but found: [orders]");
	}

	@Test
	void deadLettersFail() {
		assertFailsWith(() -> assertThat(this.server).hasNoDeadLetters(), "Expected no dead letters", "/invoices");
		assertFailsWith(() -> assertThat(this.server).deadLettered("/shipments"),
				"Expected dead letters to /shipments");
	}

	@Test
	void schedulesAreAsserted() {
		assertThat(this.server).hasNoSchedules();
		this.api.post("/v2/schedules/" + this.destination.url("/shipments/digests"), "", "Upstash-Cron", "30 * * * *");
		assertThat(this.server).scheduled("/shipments/digests")
			.singleElement()
			.satisfies((schedule) -> assertThat(schedule.cron()).isEqualTo("30 * * * *"))
			.satisfies((schedule) -> assertThat(schedule.nextRun()).isEqualTo("2026-03-01T13:30:00Z"));
		assertFailsWith(() -> assertThat(this.server).hasNoSchedules(), "Expected no schedules", "/shipments/digests");
		assertFailsWith(() -> assertThat(this.server).scheduled("/shipments/digest"),
				"Expected schedules to /shipments/digest");
		this.server.advance(Duration.ofHours(3));
		assertThat(this.server).delivered("/shipments/digests")
			.times(3)
			.differentMessages()
			.spacedBy(Duration.ofHours(1), Duration.ofHours(1));
	}

	@Test
	void pendingMessageFails() {
		assertFailsWith(() -> assertThat(this.server).hasNothingPending(), "Expected no message in progress",
				this.destination.url("/reminders") + " (CREATED)");
	}

	@Test
	void conditionThatNeverHoldsIsNamed() {
		try (QStashTestServer impatient = QStashTestServer.builder().patience(Duration.ofMillis(20)).start()) {
			assertFailsWith(() -> impatient.await("a shipment is there", () -> false), "Not within PT0.02S",
					"a shipment is there");
		}
	}

	@Test
	void conditionIsAskedAgainWhenSomethingHappens() {
		publish("/shipments", "other");
		this.server.await("it is delivered", () -> this.server.deliveries().size() == 5);
	}

	@Test
	void targetThatIsNeitherPathNorUrlIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> assertThat(this.server).delivered("shipments"))
			.withMessageContaining("'shipments'");
	}

	private static void assertFailsWith(ThrowingCallable assertion, String... texts) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion)
			.satisfies((ex) -> assertThat(ex.getMessage()).contains(texts));
	}

	private String publish(String path, String body, String... headers) {
		return this.api.post("/v2/publish/" + this.destination.url(path), body, headers).messageId();
	}

}
