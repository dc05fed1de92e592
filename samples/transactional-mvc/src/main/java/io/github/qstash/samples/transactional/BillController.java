package io.github.qstash.samples.transactional;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.qstash.receive.BlockingQStashController;
import io.github.qstash.receive.QStashDelivery;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Bills what was ordered. It is unavailable the first time it is asked for an order: its
 * delivery fails, and QStash makes another attempt, which the other listener does not
 * notice.
 */
@RestController
@RequestMapping("/bills")
class BillController extends BlockingQStashController<Order> {

	private final Set<String> asked = ConcurrentHashMap.newKeySet();

	private final JdbcClient database;

	BillController(JdbcClient database) {
		this.database = database;
	}

	@Override
	protected @Nullable Object handle(QStashDelivery<Order> delivery) {
		String id = delivery.payload().id();
		if (this.asked.add(id)) {
			throw new IllegalStateException("Billing is not available");
		}
		this.database.sql("insert into bills (order_id) values (?)").params(id).update();
		return null;
	}

}
