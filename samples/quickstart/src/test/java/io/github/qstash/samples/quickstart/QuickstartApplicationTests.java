package io.github.qstash.samples.quickstart;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The round trip: an order becomes a shipment through the embedded development server.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "qstash.devserver.port=0")
@AutoConfigureWebTestClient
@ExtendWith(OutputCaptureExtension.class)
class QuickstartApplicationTests {

	@Autowired
	private WebTestClient web;

	@Test
	void orderBecomesAShipment(CapturedOutput output) {
		this.web.post()
			.uri("/orders")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(new Order("42", "Kettle", 2))
			.exchange()
			.expectStatus()
			.isCreated();
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> this.web.get()
				.uri("/shipments")
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$[?(@.order.id == '42' && @.order.item == 'Kettle' && @.order.quantity == 2)]")
				.isNotEmpty()
				.jsonPath("$[?(@.order.id == 'first')]")
				.isNotEmpty());
		assertThat(output).contains("Order '42' handled: shipped 2 x Kettle");
	}

	@Test
	void deliveryThatIsNotSignedByQStashIsRefused() {
		this.web.post()
			.uri("/shipments")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(new Order("forged", "Kettle", 2))
			.exchange()
			.expectStatus()
			.isUnauthorized();
		this.web.get().uri("/shipments").exchange().expectBody().jsonPath("$[?(@.order.id == 'forged')]").isEmpty();
	}

}
