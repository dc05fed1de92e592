package io.github.qstash.samples.quickstart;

import io.github.qstash.annotation.QStashPublish;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Service;

/**
 * Places orders: what {@link #place} returns is published to {@code /shipments}.
 */
@Service
public class OrderService {

	private static final Logger logger = LoggerFactory.getLogger(OrderService.class);

	@QStashPublish(destination = "/shipments", retries = "5")
	public Mono<Order> place(Order order) {
		logger.info("Order '{}' placed, publishing it to /shipments", order.id());
		return Mono.just(order);
	}

}
