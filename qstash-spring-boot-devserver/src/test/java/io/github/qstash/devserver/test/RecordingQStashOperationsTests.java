package io.github.qstash.devserver.test;

import java.time.Duration;
import java.util.List;

import io.github.qstash.client.BatchResult;
import io.github.qstash.client.PublishResponse;
import io.github.qstash.client.QStashTransportException;
import io.github.qstash.message.QStashMessage;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class RecordingQStashOperationsTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final RecordingQStashOperations qstash = new RecordingQStashOperations();

	@Test
	void messageCountsWhenItIsSubscribedTo() {
		Mono<PublishResponse> publish = this.qstash.publish("/shipments", "kettle");
		assertThat(this.qstash.published()).isEmpty();
		assertThat(publish.block(LIMIT).messageId()).isEqualTo("msg_1");
		assertThat(publish.block(LIMIT).messageId()).isEqualTo("msg_2");
		assertThat(this.qstash.published("/shipments")).hasSize(2)
			.allSatisfy((message) -> assertThat(message.body()).isEqualTo("kettle"));
		assertThat(this.qstash.published("/other")).isEmpty();
	}

	@Test
	void batchAndStreamAreRecordedInOrder() {
		List<QStashMessage> messages = List.of(message("1"), message("2"));
		assertThat(this.qstash.batch(messages).block(LIMIT)).hasSize(2).allMatch(BatchResult::accepted);
		StepVerifier.create(this.qstash.publishAll(Flux.fromIterable(messages)))
			.expectNextCount(2)
			.expectComplete()
			.verify(LIMIT);
		assertThat(this.qstash.published()).extracting(QStashMessage::body).containsExactly("1", "2", "1", "2");
	}

	@Test
	void callFailsIfItIsToldTo() {
		QStashTransportException failure = new QStashTransportException("no answer", null);
		this.qstash.failNext(failure);
		this.qstash.failNext(failure);
		StepVerifier.create(this.qstash.publish(message("1"))).expectErrorMatches(failure::equals).verify(LIMIT);
		StepVerifier.create(this.qstash.publishAll(Flux.just(message("2"), message("3"))).map(BatchResult::accepted))
			.expectNext(false, true)
			.expectComplete()
			.verify(LIMIT);
		assertThat(this.qstash.published()).extracting(QStashMessage::body).containsExactly("3");
	}

	private static QStashMessage message(String body) {
		return QStashMessage.to("/in").body(body).build();
	}

}
