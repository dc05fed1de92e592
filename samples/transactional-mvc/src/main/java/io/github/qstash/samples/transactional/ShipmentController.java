package io.github.qstash.samples.transactional;

import io.github.qstash.receive.BlockingQStashController;
import io.github.qstash.receive.QStashDelivery;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Ships what was ordered.
 */
@RestController
@RequestMapping("/shipments")
class ShipmentController extends BlockingQStashController<Order> {

	private final JdbcClient database;

	ShipmentController(JdbcClient database) {
		this.database = database;
	}

	@Override
	protected @Nullable Object handle(QStashDelivery<Order> delivery) {
		this.database.sql("insert into shipments (order_id) values (?)").params(delivery.payload().id()).update();
		return null;
	}

}
