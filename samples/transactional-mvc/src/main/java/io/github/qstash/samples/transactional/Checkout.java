package io.github.qstash.samples.transactional;

import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Places orders, and has them paid. Every second one cannot be paid: the transaction
 * rolls back although its order was placed, and nothing is published.
 */
@Service
public class Checkout {

	private final AtomicInteger payments = new AtomicInteger();

	private final OrderService orders;

	Checkout(OrderService orders) {
		this.orders = orders;
	}

	@Transactional
	public Order checkOut(Order order) {
		Order placed = this.orders.place(order);
		if (this.payments.incrementAndGet() % 2 == 0) {
			throw new PaymentRefusedException(placed.id());
		}
		return placed;
	}

}
