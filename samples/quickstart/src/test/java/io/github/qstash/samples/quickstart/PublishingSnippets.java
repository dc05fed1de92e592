package io.github.qstash.samples.quickstart;

import io.github.qstash.client.BatchResult;
import io.github.qstash.client.PublishResponse;
import io.github.qstash.client.QStashMessageCustomizer;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.message.ApiProvider;
import io.github.qstash.message.QStashMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;

/**
 * The Java of {@code docs/publishing.md}, so that it compiles.
 */
final class PublishingSnippets {

	private final QStashOperations qstash;

	private final String key;

	PublishingSnippets(QStashOperations qstash, String key) {
		this.qstash = qstash;
		this.key = key;
	}

	// @formatter:off

	Mono<PublishResponse> publishOrder(Order order) {
		return this.qstash.publish("https://example.com/orders", order);
	}

	Mono<PublishResponse> publishWithOptions(Order order) {
		return this.qstash.publish((message) -> message.to("/orders")
			.body(order)
			.queue("orders")
			.retries(5)
			.callback("/orders/done")
			.failureCallback("/orders/failed"));
	}

	@Bean
	QStashMessageCustomizer tenantHeader(Tenants tenants) {
		return (message, defaults) -> defaults.header("X-Tenant", tenants.current());
	}

	Mono<PublishResponse> ask(ChatRequest question) {
		return this.qstash.publish(QStashMessage.to(ApiProvider.openAi(this.key))
			.body(question)
			.callback("/answers")
			.build());
	}

	Mono<PublishResponse> confirm(Customer customer) {
		return this.qstash.publish(QStashMessage.to(ApiProvider.resend(this.key))
			.body(new Email("Shop <shop@example.com>", customer.email(), "Thank you", "It is on its way."))
			.build());
	}

	Flux<String> publishOrders(Flux<Order> orders) {
		return this.qstash.publishAll(orders.map((order) -> QStashMessage.to("/orders").body(order).build()))
			.filter((result) -> !result.accepted())
			.map(BatchResult::toString);
	}

	// @formatter:on

	interface Tenants {

		String current();

	}

	record Customer(String email) {

	}

	record Email(String from, String to, String subject, String text) {

	}

	record ChatRequest(String model, String question) {

	}

}
