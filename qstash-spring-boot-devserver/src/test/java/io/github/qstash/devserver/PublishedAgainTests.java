package io.github.qstash.devserver;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.qstash.annotation.PublishFailurePolicy;
import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.autoconfigure.publish.QStashPublishAutoConfiguration;
import io.github.qstash.client.PublishReceipt;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.devserver.test.QStashTestServer;
import io.github.qstash.message.QStashMessage;
import io.github.qstash.publish.QStashPublishFailure;
import io.github.qstash.publish.QStashPublishFailureHandler;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an outbox publishes again arrives once.
 */
class PublishedAgainTests {

	@Test
	void messageWhoseAnswersWereLostIsDeliveredOnceAlthoughItIsPublishedAgain() {
		try (QStashTestServer server = QStashTestServer.start();
				TestDestination destination = TestDestination.start()) {
			server.faults().onPublish().next(2).loseAnswer();
			new ApplicationContextRunner()
				.withConfiguration(
						AutoConfigurations.of(QStashAutoConfiguration.class, QStashPublishAutoConfiguration.class))
				.withBean(Shop.class)
				.withBean(Outbox.class)
				.withPropertyValues("qstash.url=" + server.url(), "qstash.token=" + server.token(),
						"qstash.client.retry.max-retries=1", "qstash.client.retry.first-backoff=2ms",
						"shop.destination=" + destination.url("/in"))
				.run((context) -> {
					assertThat(context.getBean(Shop.class).place("book")).isEqualTo("book");
					List<QStashMessage> kept = context.getBean(Outbox.class).kept;
					assertThat(kept).hasSize(1);
					assertThat(context.getBean(QStashTemplate.class).publish(kept.get(0)).block().receipts())
						.singleElement()
						.satisfies((PublishReceipt receipt) -> assertThat(receipt.recovered()).isTrue());
				});
			server.awaitIdle();
			assertThat(server.deliveries()).hasSize(1);
		}
	}

	static class Shop {

		@QStashPublish(destination = "${shop.destination}", onFailure = PublishFailurePolicy.HANDLER)
		String place(String item) {
			return item;
		}

	}

	static class Outbox implements QStashPublishFailureHandler {

		private final List<QStashMessage> kept = new CopyOnWriteArrayList<>();

		@Override
		public Mono<Void> handle(QStashPublishFailure failure) {
			return Mono.fromRunnable(() -> this.kept.addAll(failure.messages()));
		}

	}

}
