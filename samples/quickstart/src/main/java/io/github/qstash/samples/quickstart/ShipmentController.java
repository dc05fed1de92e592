package io.github.qstash.samples.quickstart;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.qstash.receive.QStashController;
import io.github.qstash.receive.QStashDelivery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Receives orders from QStash. Only genuine deliveries arrive, already decoded.
 */
@RestController
@RequestMapping("/shipments")
class ShipmentController extends QStashController<Order> {

	private static final Logger logger = LoggerFactory.getLogger(ShipmentController.class);

	private final List<Shipment> shipments = new CopyOnWriteArrayList<>();

	@Override
	protected Mono<?> handle(QStashDelivery<Order> delivery) {
		Order order = delivery.payload();
		logger.info("Order '{}' delivered as {} and its signature verified", order.id(), delivery.messageId());
		return Mono.fromRunnable(() -> {
			this.shipments.add(new Shipment(delivery.messageId(), order));
			logger.info("Order '{}' handled: shipped {} x {}", order.id(), order.quantity(), order.item());
		});
	}

	@GetMapping
	List<Shipment> shipments() {
		return this.shipments;
	}

	/**
	 * An order on its way.
	 *
	 * @param messageId the message that brought it
	 * @param order the order
	 */
	record Shipment(String messageId, Order order) {

	}

}
