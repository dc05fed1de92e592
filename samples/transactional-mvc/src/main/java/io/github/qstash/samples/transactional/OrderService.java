package io.github.qstash.samples.transactional;

import io.github.qstash.annotation.QStashPublish;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Stores orders, and publishes those whose transaction commits.
 */
@Service
public class OrderService {

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
		return order;
	}

}
