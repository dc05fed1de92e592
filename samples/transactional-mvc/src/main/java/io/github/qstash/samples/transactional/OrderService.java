package io.github.qstash.samples.transactional;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.qstash.annotation.QStashPublish;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Places orders. Every second one is stored, and then cannot be paid: its transaction
 * rolls back, and nothing is published.
 */
@Service
public class OrderService {

	private final AtomicInteger payments = new AtomicInteger();

	private final JdbcClient database;

	OrderService(JdbcClient database) {
		this.database = database;
	}

	@Transactional
	@QStashPublish(destination = OrderListeners.GROUP, deduplicationId = "order-#{#result.id}", retries = "5")
	public Order place(Order order) {
		this.database.sql("insert into orders (id, item, quantity) values (?, ?, ?)")
			.params(order.id(), order.item(), order.quantity())
			.update();
		if (this.payments.incrementAndGet() % 2 == 0) {
			throw new PaymentRefusedException(order.id());
		}
		return order;
	}

}
