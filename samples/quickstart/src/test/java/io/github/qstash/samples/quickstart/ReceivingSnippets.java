package io.github.qstash.samples.quickstart;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import io.github.qstash.annotation.Idempotency;
import io.github.qstash.annotation.QStashListener;
import io.github.qstash.receive.IdempotencySettings;
import io.github.qstash.receive.QStashCallback;
import io.github.qstash.receive.QStashController;
import io.github.qstash.receive.QStashDelivery;
import io.github.qstash.receive.QStashFailureCallback;
import io.github.qstash.signature.QStashSigningKeys;
import io.github.qstash.signature.SigningKeys;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The Java of the pages about receiving, so that it compiles.
 */
final class ReceivingSnippets {

	private ReceivingSnippets() {
	}

	// @formatter:off

	@Bean
	QStashSigningKeys signingKeys(Vault vault) {
		AtomicReference<SigningKeys> keys = new AtomicReference<>(vault.signingKeys());
		vault.onChange(() -> keys.set(vault.signingKeys()));
		return (region) -> keys.get();
	}

	abstract static class Once extends QStashController<Order> {

		@Override
		protected IdempotencySettings idempotency(IdempotencySettings configured) {
			return configured.withEnabled(true).withTtl(Duration.ofDays(7));
		}

	}

	static class Refunds {

		private final Bank bank = (refund) -> {
		};

		@QStashListener(value = "/refunds", idempotency = Idempotency.ENABLED, idempotencyTtl = "7d",
				idempotencyInProgressTimeout = "30m")
		void refund(Refund refund) {
			this.bank.refund(refund);
		}

	}

	interface Bank {

		void refund(Refund refund);

	}

	record Refund(String orderId) {

	}

	abstract static class Callbacks {

		@RestController
		@RequestMapping("/orders/done")
		class OrdersDone extends QStashController<QStashCallback<Order>> {

			@Override
			protected Mono<?> handle(QStashDelivery<QStashCallback<Order>> delivery) {
				QStashCallback<Order> callback = delivery.payload();
				return callback.isDelivered() ? this.orders.shipped(callback.sourceBody(), callback.bodyAsText()) : Mono.empty();
			}

			private final Orders orders;

			OrdersDone(Orders orders) {
				this.orders = orders;
			}

		}

		@RestController
		@RequestMapping("/orders/failed")
		class OrdersFailed extends QStashController<QStashFailureCallback<Order>> {

			@Override
			protected Mono<?> handle(QStashDelivery<QStashFailureCallback<Order>> delivery) {
				QStashFailureCallback<Order> failure = delivery.payload();
				return this.orders.failed(failure.sourceBody(), failure.status(), failure.dlqId());
			}

			private final Orders orders;

			OrdersFailed(Orders orders) {
				this.orders = orders;
			}

		}

	}

	// @formatter:on

	interface Orders {

		Mono<?> shipped(@Nullable Order order, String answer);

		Mono<?> failed(@Nullable Order order, int status, @Nullable String dlqId);

	}

	interface Vault {

		SigningKeys signingKeys();

		void onChange(Runnable listener);

	}

}
