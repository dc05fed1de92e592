package io.github.qstash.samples.quickstart;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.qstash.devserver.test.AutoConfigureQStashDevServer;
import io.github.qstash.devserver.test.QStashTestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of an order when something goes wrong on the way, without waiting for it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureQStashDevServer
class OrderDeliveryTests {

	@Autowired
	private QStashTestServer qstash;

	@Autowired
	private OrderService orders;

	@Autowired
	private ShipmentController shipments;

	private int shippedBefore;

	@BeforeEach
	void countShipments() {
		this.shippedBefore = this.shipments.shipments().size();
	}

	@Test
	void orderIsShippedAlthoughTheFirstDeliveryFails() {
		this.qstash.faults().to("/shipments").next(1).answer(503);
		place(new Order("42", "Kettle", 2));
		assertThat(shipped()).isEmpty();
		this.qstash.advance(Duration.ofMinutes(1));
		assertThat(this.qstash).delivered("/shipments").times(2).sameMessage().answered(503, 200);
		assertThat(shipped()).extracting((shipment) -> shipment.order().id()).containsExactly("42");
	}

	@Test
	void lostAnswerBringsTheOrderAgain() {
		this.qstash.faults().to("/shipments").next(1).loseAnswer();
		place(new Order("43", "Kettle", 2));
		this.qstash.advance(Duration.ofMinutes(1));
		assertThat(this.qstash).delivered("/shipments").times(2).sameMessage();
		assertThat(shipped()).hasSize(2);
	}

	@Test
	void orderThatIsNeverTakenIsKept() {
		this.qstash.faults().to("/shipments").next(6).answer(503, Map.of("Retry-After", "3600"));
		place(new Order("44", "Kettle", 2));
		this.qstash.advance(Duration.ofDays(1));
		assertThat(this.qstash).delivered("/shipments").times(6);
		assertThat(this.qstash).deadLettered("/shipments").hasSize(1);
		assertThat(shipped()).isEmpty();
	}

	private void place(Order order) {
		this.orders.place(order).block(Duration.ofSeconds(5));
		this.qstash.awaitIdle();
	}

	private List<ShipmentController.Shipment> shipped() {
		List<ShipmentController.Shipment> all = this.shipments.shipments();
		return all.subList(this.shippedBefore, all.size());
	}

}
