package io.github.qstash.samples.quickstart;

import java.time.Duration;
import java.util.Objects;

import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.client.PublishResponse;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.devserver.QStashDevServer;
import io.github.qstash.message.QStashMessage;
import io.github.qstash.observation.QStashPublishObservationContext;
import io.github.qstash.observation.QStashPublishObservationConvention;
import io.github.qstash.receive.QStashController;
import io.github.qstash.receive.QStashDelivery;
import io.micrometer.common.KeyValues;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The Java of the README, so that it compiles. The annotated classes are inner classes,
 * which component scanning passes over.
 */
final class ReadmeSnippets {

	private ReadmeSnippets() {
	}

	static void developmentServer() {
		try (QStashDevServer server = QStashDevServer.builder().port(8080).start()) {
			System.out.println(server.url() + " " + server.user().token());
		}
	}

	record Invoice(String number) {

	}

	interface OrderRepository {

		Mono<Order> save(Order order);

	}

	interface Warehouse {

		Mono<Void> ship(Order order);

	}

	// @formatter:off

	@Service
	class Invoices {

		private final QStashOperations qstash;

		Invoices(QStashOperations qstash) {
			this.qstash = qstash;
		}

		Mono<PublishResponse> remind(Invoice invoice) {
			return this.qstash.publish(QStashMessage.to("https://example.com/reminders")
				.body(invoice)
				.delay(Duration.ofDays(14))
				.retries(5)
				.build());
		}

	}

	static class Shop {

		private final OrderRepository orders;

		Shop(OrderRepository orders) {
			this.orders = orders;
		}

		@QStashPublish("/shipments")
		public Mono<Order> place(Order order) {
			return this.orders.save(order);
		}

	}

	@RestController
	@RequestMapping("/shipments")
	class Shipments extends QStashController<Order> {

		private final Warehouse warehouse;

		Shipments(Warehouse warehouse) {
			this.warehouse = warehouse;
		}

		@Override
		protected Mono<?> handle(QStashDelivery<Order> delivery) {
			return this.warehouse.ship(delivery.payload());
		}

	}

	// @formatter:on

	static class Observability {

		@Bean
		QStashPublishObservationConvention publishConvention() {
			return new QStashPublishObservationConvention() {

				@Override
				public KeyValues getLowCardinalityKeyValues(QStashPublishObservationContext context) {
					return super.getLowCardinalityKeyValues(context).and("qstash.queue",
							Objects.requireNonNullElse(context.getMessage().queue(), "none"));
				}

			};
		}

	}

}
