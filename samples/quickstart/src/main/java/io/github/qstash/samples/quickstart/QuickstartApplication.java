package io.github.qstash.samples.quickstart;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * A shop whose orders become shipments. The order is published to QStash, which delivers
 * it back to the application; here QStash is the embedded development server.
 */
@SpringBootApplication
public class QuickstartApplication {

	private static final Logger logger = LoggerFactory.getLogger(QuickstartApplication.class);

	public static void main(String[] args) {
		SpringApplication.run(QuickstartApplication.class, args);
	}

	@Bean
	ApplicationRunner firstOrder(OrderService orders) {
		return (args) -> orders.place(new Order("first", "Teapot", 1))
			.doOnSuccess((order) -> logger.info("Order '{}' published: QStash has it", order.id()))
			.block();
	}

}
