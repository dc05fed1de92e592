package io.github.qstash.samples.quickstart;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.message.QStashMessage;
import io.github.qstash.publish.QStashPublishFailureHandler;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.AliasFor;

/**
 * The Java of {@code docs/annotation.md}, so that it compiles. The quickstart has no
 * transactions, and an annotation that looks like that of Spring.
 */
final class AnnotationSnippets {

	private AnnotationSnippets() {
	}

	@interface Transactional {

	}

	record Order(String id, String country, int total, boolean express) {

	}

	interface OrderRepository {

		Order save(Order order);

	}

	interface Outbox {

		void keep(QStashMessage message);

	}

	// @formatter:off

	public static class Shop {

		private final OrderRepository orders;

		Shop(OrderRepository orders) {
			this.orders = orders;
		}

		@Transactional
		@QStashPublish(destination = "/shipments", deduplicationId = "order-#{#result.id}")
		public Order place(Order order) {
			return this.orders.save(order);
		}

		@QStashPublish(destination = "${shop.warehouse}/#{#result.country}", condition = "#{#result.total > 100}",
				payload = "#{#result.id}", delay = "#{#result.express ? '0s' : '1h'}", headers = "X-Tenant: #{#tenant}")
		public Order ship(Order order, String tenant) {
			return this.orders.save(order);
		}

		@Audited(delay = "10s")
		public List<Order> audit(List<Order> orders) {
			return orders;
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@QStashPublish(destination = "audit", labels = "audit")
	@interface Audited {

		@AliasFor(annotation = QStashPublish.class)
		String delay() default "";

	}

	static class Failures {

		@Bean
		QStashPublishFailureHandler outbox(Outbox outbox) {
			return (failure) -> Mono.fromRunnable(() -> failure.messages().forEach(outbox::keep))
				.subscribeOn(Schedulers.boundedElastic())
				.then();
		}

	}

	// @formatter:on

}
