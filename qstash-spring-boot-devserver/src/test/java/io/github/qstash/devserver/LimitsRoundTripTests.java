package io.github.qstash.devserver;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestApi.Answer;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.devserver.fixtures.TestDestination.Received;
import io.github.qstash.devserver.fixtures.TestDestination.Reply;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Queues and flow control as a destination sees them.
 */
class LimitsRoundTripTests {

	private final QStashDevServer server = QStashDevServer.start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	private final TestDestination destination = TestDestination.start();

	private final AtomicInteger atOnce = new AtomicInteger();

	private final AtomicInteger mostAtOnce = new AtomicInteger();

	@AfterEach
	void close() {
		this.server.close();
		this.destination.close();
	}

	@Test
	void pausedQueueDeliversInOrderAfterItIsResumed() {
		post("/v2/queues", "{\"queueName\":\"q\",\"paused\":true}");
		for (int i = 0; i < 5; i++) {
			post("/v2/enqueue/q/" + this.destination.url("/in"), "" + i);
		}
		assertThat(this.api.get("/v2/queues/q").json().path("lag").intValue()).isEqualTo(5);
		assertThat(this.destination.received()).isEmpty();
		post("/v2/queues/q/resume", "");
		assertThat(this.destination.await(5)).extracting(Received::text).containsExactly("0", "1", "2", "3", "4");
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.until(() -> this.api.get("/v2/queues/q").json().path("lag").intValue() == 0);
	}

	@Test
	void queueDeliversAsManyAtOnceAsItsParallelism() {
		post("/v2/queues", "{\"queueName\":\"q\",\"parallelism\":3}");
		slowly();
		for (int i = 0; i < 12; i++) {
			post("/v2/enqueue/q/" + this.destination.url("/in"), "");
		}
		this.destination.await(12);
		assertThat(this.mostAtOnce).hasValue(3);
	}

	@Test
	void keyDeliversAsManyAtOnceAsItsParallelism() {
		slowly();
		post("/v2/flowControl/k/pause", "");
		for (int i = 0; i < 12; i++) {
			publish("parallelism=2");
		}
		assertThat(this.destination.received()).isEmpty();
		post("/v2/flowControl/k/resume", "");
		this.destination.await(12);
		assertThat(this.mostAtOnce).hasValue(2);
	}

	@Test
	void messageThatIsOverTheRateIsDeliveredInTheNextPeriod() {
		publish("rate=1");
		publish("rate=1");
		this.destination.await(2);
		List<Long> starts = this.api.get("/v2/logs?state=ACTIVE")
			.json()
			.path("logs")
			.findValues("time")
			.stream()
			.map(JsonNode::longValue)
			.toList();
		assertThat(starts.get(0) - starts.get(1)).isGreaterThanOrEqualTo(999L);
	}

	@Test
	void resetOfTheRateReleasesAMessageBeforeItsTime() {
		publish("rate=1,period=7d");
		publish("rate=1,period=7d");
		this.destination.awaitOne();
		assertThat(this.api.get("/v2/flowControl/k").json().path("waitListSize").intValue()).isEqualTo(1);
		post("/v2/flowControl/k/resetRate", "");
		assertThat(this.destination.await(2)).hasSize(2);
	}

	// Answer after a moment, and count how many are waiting for their answer.
	private void slowly() {
		this.destination.answeringLater((received) -> {
			this.mostAtOnce.accumulateAndGet(this.atOnce.incrementAndGet(), Math::max);
			return Mono.delay(Duration.ofMillis(20)).map((tick) -> {
				this.atOnce.decrementAndGet();
				return Reply.of(200);
			});
		});
	}

	private void publish(String limits) {
		post("/v2/publish/" + this.destination.url("/in"), "", "Upstash-Flow-Control-Key", "k",
				"Upstash-Flow-Control-Value", limits);
	}

	private void post(String path, String body, String... headers) {
		Answer answer = this.api.post(path, body, headers);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
	}

}
