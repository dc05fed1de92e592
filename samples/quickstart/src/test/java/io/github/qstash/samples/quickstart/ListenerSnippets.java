package io.github.qstash.samples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.qstash.annotation.QStashListener;
import io.github.qstash.receive.BlockingQStashController;
import io.github.qstash.receive.DeliveryFailure;
import io.github.qstash.receive.QStashDelivery;
import io.github.qstash.receive.QStashDeliveryExceptionHandler;
import io.github.qstash.receive.reactive.QStashServerWebExchangeMatcher;
import io.github.qstash.receive.servlet.QStashRequestMatcher;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.csrf.CsrfWebFilter;
import org.springframework.security.web.server.util.matcher.AndServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.NegatedServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The Java of {@code docs/receiving.md}, so that it compiles.
 */
final class ListenerSnippets {

	private final Bank bank;

	private final Mail mail;

	ListenerSnippets(Bank bank, Mail mail) {
		this.bank = bank;
		this.mail = mail;
	}

	private static Path archive(String messageId) {
		return Path.of("archive", messageId);
	}

	// @formatter:off

	@QStashListener("/refunds")
	void refund(Refund refund, @RequestHeader("X-Tenant") String tenant) {
		this.bank.refund(tenant, refund);
	}

	@QStashListener("/reminders")
	Mono<String> remind(QStashDelivery<Reminder> delivery) {
		return this.mail.send(delivery.payload()).thenReturn("sent");
	}

	@Bean
	QStashDeliveryExceptionHandler unknownCustomers() {
		return (request, exception) -> (exception instanceof UnknownCustomerException) ? DeliveryFailure.forGood() : null;
	}

	static class Servlet {

		@Bean
		SecurityFilterChain security(HttpSecurity http, QStashRequestMatcher deliveries) throws Exception {
			return http.authorizeHttpRequests((requests) -> requests.requestMatchers(deliveries)
					.permitAll()
					.anyRequest()
					.authenticated())
				.csrf((csrf) -> csrf.ignoringRequestMatchers(deliveries))
				.build();
		}

	}

	static class Reactive {

		@Bean
		SecurityWebFilterChain security(ServerHttpSecurity http, QStashServerWebExchangeMatcher deliveries) {
			ServerWebExchangeMatcher others = new NegatedServerWebExchangeMatcher(deliveries);
			return http.authorizeExchange((exchanges) -> exchanges.matchers(deliveries)
					.permitAll()
					.anyExchange()
					.authenticated())
				.csrf((csrf) -> csrf.requireCsrfProtectionMatcher(new AndServerWebExchangeMatcher(
						CsrfWebFilter.DEFAULT_CSRF_MATCHER, others)))
				.build();
		}

	}

	@RestController
	@RequestMapping("/invoices")
	class Invoices extends BlockingQStashController<Invoice> {

		@Override
		protected Object handle(QStashDelivery<Invoice> delivery) throws IOException {
			return "archived as " + Files.writeString(archive(delivery.messageId()), delivery.payload().number());
		}

	}

	// @formatter:on

	record Invoice(String number) {

	}

	record Refund(String order) {

	}

	record Reminder(String text) {

	}

	interface Bank {

		void refund(String tenant, Refund refund);

	}

	interface Mail {

		Mono<Void> send(Reminder reminder);

	}

	static class UnknownCustomerException extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
