package io.github.qstash.devserver;

import java.util.List;

import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.devserver.fixtures.TestDestination.Received;
import io.github.qstash.devserver.fixtures.TestDestination.Reply;
import io.github.qstash.receive.QStashCallback;
import io.github.qstash.receive.QStashFailureCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The callbacks that the development server sends are what the payload types of callbacks
 * read.
 */
class CallbackPayloadTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final QStashDevServer server = QStashDevServer.start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	private final TestDestination destination = TestDestination.start();

	@AfterEach
	void close() {
		this.server.close();
		this.destination.close();
	}

	@Test
	void callbackOfADeliveryTellsAnswerAndSource() {
		this.destination
			.answering((request) -> request.uri().equals("/in") ? Reply.of(201).withBody("shipped ✓") : Reply.of(200));
		String id = this.api
			.post("/v2/publish/" + this.destination.url("/in"), "{\"id\":\"42\"}", "Content-Type", "application/json",
					"Upstash-Forward-X-Tenant", "t1", "Upstash-Callback", this.destination.url("/each"))
			.messageId();
		QStashCallback<Order> callback = JSON.readValue(received("/each", 2).get(0).body(), new TypeReference<>() {
		});
		assertThat(callback.status()).isEqualTo(201);
		assertThat(callback.isDelivered()).isTrue();
		assertThat(callback.isLastAttempt()).isTrue();
		assertThat(callback.bodyAsText()).isEqualTo("shipped ✓");
		assertThat(callback.retried()).isZero();
		assertThat(callback.maxRetries()).isEqualTo(3);
		assertThat(callback.sourceMessageId()).isEqualTo(id);
		assertThat(callback.sourceUrl()).isEqualTo(this.destination.url("/in"));
		assertThat(callback.sourceMethod()).isEqualTo("POST");
		assertThat(callback.sourceHeaders().getFirst("X-Tenant")).isEqualTo("t1");
		assertThat(callback.sourceBody()).isEqualTo(new Order("42"));
		assertThat(callback.createdAt()).isNotNull();
		assertThat(callback.callerIp()).isEqualTo("127.0.0.1");
	}

	@Test
	void callbacksOfAFailureTellEachAttemptAndTheDeadLetter() {
		this.destination.answering((request) -> request.uri().equals("/in") ? Reply.of(500) : Reply.of(200));
		String id = this.api
			.post("/v2/publish/" + this.destination.url("/in"), "{\"id\":\"42\"}", "Upstash-Retries", "1",
					"Upstash-Retry-Delay", "10", "Upstash-Callback", this.destination.url("/each"),
					"Upstash-Failure-Callback", this.destination.url("/failed"))
			.messageId();
		assertThat(received("/each", 5)).hasSize(2).allSatisfy((request) -> {
			QStashCallback<Order> callback = JSON.readValue(request.body(), new TypeReference<>() {
			});
			assertThat(callback.isDelivered()).isFalse();
			assertThat(callback.isLastAttempt()).isEqualTo(callback.retried() == 1);
		});
		QStashFailureCallback<Order> failure = JSON.readValue(received("/failed", 5).get(0).body(),
				new TypeReference<>() {
				});
		assertThat(failure.status()).isEqualTo(500);
		assertThat(failure.isLastAttempt()).isTrue();
		assertThat(failure.sourceMessageId()).isEqualTo(id);
		assertThat(failure.sourceBody()).isEqualTo(new Order("42"));
		assertThat(this.api.get("/v2/dlq/" + failure.dlqId()).json().path("messageId").stringValue()).isEqualTo(id);
	}

	private List<Received> received(String uri, int requests) {
		return this.destination.await(requests).stream().filter((request) -> request.uri().equals(uri)).toList();
	}

	record Order(String id) {

	}

}
