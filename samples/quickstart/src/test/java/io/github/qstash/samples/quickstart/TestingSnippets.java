package io.github.qstash.samples.quickstart;

import java.time.Duration;

import io.github.qstash.client.PublishResponse;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.devserver.test.AutoConfigureQStashDevServer;
import io.github.qstash.devserver.test.QStashTestServer;
import io.github.qstash.devserver.test.QStashTestServerExtension;
import io.github.qstash.devserver.test.RecordingQStashOperations;
import io.github.qstash.devserver.test.SignedDelivery;
import io.github.qstash.message.QStashMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Java of docs/testing.md, so that it compiles.
 */
final class TestingSnippets {

	private TestingSnippets() {
	}

	record Invoice(String number) {

	}

	record Invoices(QStashOperations qstash) {

		Mono<PublishResponse> remind(Invoice invoice) {
			return this.qstash.publish(
					QStashMessage.to("https://example.com/reminders").body(invoice).delay(Duration.ofDays(14)).build());
		}

	}

	// @formatter:off

	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
	@AutoConfigureQStashDevServer
	class ShipmentTests {

		@Autowired
		QStashTestServer qstash;

		@Autowired
		OrderService orders;

		@Test
		void survivesALostAnswer() {
			this.qstash.faults().to("/shipments").next(1).loseAnswer();
			this.orders.place(new Order("42", "Kettle", 2)).block();
			this.qstash.advance(Duration.ofMinutes(1));
			assertThat(this.qstash).delivered("/shipments").times(2).sameMessage();
		}

	}

	@ExtendWith(QStashTestServerExtension.class)
	class WorkerTests {

		@Test
		void worksAgainTomorrow(QStashTestServer qstash) {
			QStashTemplate template = QStashTemplate.builder().url(qstash.url().toString()).token(qstash.token()).build();
			template.publish((message) -> message.to("http://localhost:1/work").delay(Duration.ofDays(1))).block();
			qstash.advance(Duration.ofDays(1));
			assertThat(qstash).delivered("/work").answered(0);
		}

	}

	// @formatter:on

	static class WithoutAnyServer {

		void receiver(WebTestClient web) {
			SignedDelivery delivery = SignedDelivery.to("/shipments").body(new Order("42", "Kettle", 2)).build();
			web.post()
				.uri(delivery.path())
				.headers((headers) -> headers.addAll(delivery.headers()))
				.bodyValue(delivery.body())
				.exchange()
				.expectStatus()
				.isOk();
		}

		void publisher() {
			RecordingQStashOperations qstash = new RecordingQStashOperations();
			new Invoices(qstash).remind(new Invoice("2026-7")).block();
			assertThat(qstash.published("https://example.com/reminders")).singleElement()
				.satisfies((message) -> assertThat(message.delay()).isEqualTo(Duration.ofDays(14)));
		}

	}

}
