package io.github.qstash.devserver.test;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.qstash.client.QStashApiException;
import io.github.qstash.client.QStashRateLimitException;
import io.github.qstash.client.QStashRetryPolicy;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.client.QStashTransportException;
import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.devserver.fixtures.TestDestination.Received;
import io.github.qstash.devserver.fixtures.TestDestination.Reply;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.RejectionReason;
import io.github.qstash.signature.SignatureRejectedException;
import io.github.qstash.signature.SigningKeys;
import io.github.qstash.signature.SubjectCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FaultPlanTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final QStashTestServer server = QStashTestServer.start();

	private final TestApi api = new TestApi(this.server.url(), this.server.token());

	private final TestDestination destination = TestDestination.start();

	private final Set<RejectionReason> rejected = ConcurrentHashMap.newKeySet();

	@AfterEach
	void close() {
		this.server.close();
		this.destination.close();
	}

	@Test
	void answerOfAnotherIsTakenForTheDestinations() {
		this.server.faults().to("/in").answer(503, Map.of("Retry-After", "7"), "busy");
		publishAndAdvance();
		assertThat(this.server).delivered("/in").answered(503, 200).spacedBy(Duration.ofSeconds(7)).sameMessage();
		assertThat(this.server.deliveries().get(0).responseBody()).isEqualTo("busy");
		assertThat(this.server.deliveries().get(0).fault()).isEqualTo("answered 503");
		assertThat(this.destination.received()).hasSize(1);
	}

	@Test
	void refusedAndDroppedAndTimedOutDeliveriesNeverArrive() {
		this.server.faults().to("/in").refuse();
		this.server.faults().to("/in").drop();
		this.server.faults().to("/in").timeOut();
		publishAndAdvance();
		assertThat(this.server).delivered("/in").answered(0, 0, 0, 200);
		assertThat(this.server.deliveries()).extracting(Delivery::responseBody)
			.satisfiesExactly((text) -> assertThat(text).startsWith("connection refused: http://localhost"),
					(text) -> assertThat(text).startsWith("connection closed"),
					(text) -> assertThat(text).isEqualTo("timed out after 900s"), (text) -> assertThat(text).isEmpty());
		assertThat(this.destination.received()).hasSize(1);
	}

	@Test
	void whenTheAnswerIsLostThenTheHandlerHasRun() {
		this.server.faults().to("/in").loseAnswer();
		publishAndAdvance();
		assertThat(this.server).delivered("/in").answered(0, 200);
		assertThat(this.destination.received()).hasSize(2)
			.extracting((received) -> received.header("Upstash-Retried"))
			.containsExactly("0", "1");
	}

	@Test
	void messageDeliveredTwiceIsDeliveredWithBoth() {
		this.server.faults().to("/in").deliverTwice();
		publishAndAdvance();
		assertThat(this.destination.received()).hasSize(2)
			.extracting((received) -> received.header("Upstash-Retried"))
			.containsExactly("0", "0");
		assertThat(this.server).delivered("/in").times(2).sameMessage().answered(200, 200);
	}

	@Test
	void truncatedBodyAndBadSignaturesAreRefusedByAGenuineReceiver() {
		verifying();
		this.server.faults().to("/in").truncateBody(3);
		this.server.faults().to("/in").staleSignature();
		this.server.faults().to("/in").wrongSignature();
		publishAndAdvance();
		assertThat(this.server).delivered("/in").answered(401, 401, 401, 200);
		assertThat(this.rejected).containsExactlyInAnyOrder(RejectionReason.BODY, RejectionReason.EXPIRED,
				RejectionReason.SIGNATURE);
		assertThat(this.destination.received().get(0).text()).isEqualTo("hel");
	}

	@Test
	void faultHitsItsTargetOnly() {
		this.server.faults().to("/other").refuse();
		publishAndAdvance();
		assertThat(this.server).delivered("/in").answered(200);
	}

	@Test
	void nthHitIsCountedFromThePlan() {
		publishAndAdvance();
		this.server.faults().to("/in").nth(2).answer(500);
		this.server.faults().onDelivery().nth(3).answer(501);
		this.api.publish(this.destination.url("/in"));
		this.server.awaitIdle();
		this.api.publish(this.destination.url("/in"), "Upstash-Retry-Delay", "1000");
		this.server.advance(Duration.ofSeconds(2));
		assertThat(this.server).delivered("/in").answered(200, 200, 500, 501, 200);
	}

	@Test
	void faultsAreUsedUpInOrder() {
		this.server.faults().to("/in").next(2).answer(500);
		this.server.faults().to("/in").answer(502);
		publishAndAdvance();
		assertThat(this.server).delivered("/in").answered(500, 500, 502, 200);
	}

	@Test
	void faultThatWasNeverHitFails() {
		this.server.faults().to("/nowhere").next(2).refuse();
		this.server.faults().onPublish().nth(3).loseAnswer();
		publishAndAdvance();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.server.faults().assertAllHit())
			.withMessageContaining("'connection refused' of a delivery to /nowhere: hit 0 of 2")
			.withMessageContaining("'answer lost' of a publish: hit 0 of 1, 1 of 2 passed before")
			.withMessageContaining("optional()");
		this.server.reset();
		this.server.faults().assertAllHit();
	}

	@Test
	void faultHitTooSeldomFailsUnlessItIsOptional() {
		this.server.faults().to("/in").next(3).refuse();
		this.server.faults().to("/nowhere").optional().refuse();
		this.api.publish(this.destination.url("/in"), "Upstash-Retries", "1");
		this.server.advance(Duration.ofDays(1));
		assertThat(this.server.faults().missed()).singleElement().asString().contains("hit 2 of 3");
	}

	@Test
	void publishIsAnsweredInsteadOfAccepted() {
		this.server.faults().onPublish().answer(429, Map.of("Burst-RateLimit-Limit", "100", "Retry-After", "3"));
		assertThatExceptionOfType(QStashRateLimitException.class)
			.isThrownBy(() -> template(0).publish(this.destination.url("/in"), "x").block(LIMIT))
			.satisfies((ex) -> assertThat(ex.retryAfter()).isEqualTo(Duration.ofSeconds(3)));
		this.server.faults().onPublish().answer(503);
		assertThatExceptionOfType(QStashApiException.class)
			.isThrownBy(() -> template(0).publish(this.destination.url("/in"), "x").block(LIMIT))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(503));
		assertThat(this.server).publishedNothing("/in");
	}

	@Test
	void whenTheAnswerToAPublishIsLostThenItIsAcceptedOnce() {
		this.server.faults().onPublish().loseAnswer();
		assertThat(template(2).publish(this.destination.url("/in"), "x").block(LIMIT).receipts()).singleElement()
			.satisfies((receipt) -> assertThat(receipt.recovered()).isTrue());
		this.server.awaitIdle();
		assertThat(this.server).published("/in").times(1);
		assertThat(this.destination.received()).hasSize(1);
		this.server.faults().assertAllHit();
	}

	@Test
	void whenTheAnswerToTheOnlyCallIsLostThenThePublisherSeesNoAnswer() {
		this.server.faults().onPublish().loseAnswer();
		assertThatExceptionOfType(QStashTransportException.class)
			.isThrownBy(() -> template(0).publish(this.destination.url("/in"), "x").block(LIMIT));
		assertThat(this.server).published("/in").times(1);
	}

	@Test
	void wrongPlansAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.server.faults().to("in").refuse())
			.withMessageContaining("'in'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.server.faults().to("/in").nth(0).refuse());
		assertThatIllegalArgumentException().isThrownBy(() -> this.server.faults().to("/in").next(0).refuse());
		assertThatIllegalArgumentException().isThrownBy(() -> this.server.faults().to("/in").answer(42))
			.withMessageContaining("42");
		assertThatIllegalArgumentException().isThrownBy(() -> this.server.faults().to("/in").truncateBody(-1))
			.withMessageContaining("-1");
	}

	private void verifying() {
		QStashSignatureVerifier verifier = new QStashSignatureVerifier(
				SigningKeys.of(this.server.server().user().currentSigningKey(), null), this.server.clock(),
				Duration.ZERO);
		this.destination.answering((request) -> Reply.of(isGenuine(verifier, request) ? 200 : 401));
	}

	private boolean isGenuine(QStashSignatureVerifier verifier, Received request) {
		try {
			verifier.verify(request.header("Upstash-Signature"), request.body(),
					SubjectCheck.exactly(this.destination.url(request.uri())));
			return true;
		}
		catch (SignatureRejectedException ex) {
			this.rejected.add(ex.reason());
			return false;
		}
	}

	private QStashTemplate template(int retries) {
		return QStashTemplate.builder()
			.url(this.server.url().toString())
			.token(this.server.token())
			.retryPolicy(QStashRetryPolicy.builder().maxRetries(retries).firstBackoff(Duration.ofMillis(1)).build())
			.build();
	}

	private void publishAndAdvance() {
		this.api.post("/v2/publish/" + this.destination.url("/in"), "hello");
		this.server.advance(Duration.ofDays(1));
	}

}
