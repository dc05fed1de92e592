package io.github.qstash.receive;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.qstash.message.QStashHeaders;
import io.github.qstash.signature.Forgeries;
import io.github.qstash.signature.Forgeries.Forgery;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * 100,000 {@link Forgeries} to a controller: each is answered 401, without a body.
 */
@ExtendWith(QuietReceiver.class)
class ForgedDeliveriesTests {

	private static final int FORGERIES = 100_000;

	private final AtomicInteger handled = new AtomicInteger();

	@Test
	void eachIsAnswered401() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		Orders orders = orders(meters);
		Forgeries forgeries = new Forgeries();
		Map<Integer, Integer> statuses = new HashMap<>();
		for (int number = 0; number < FORGERIES; number++) {
			ResponseEntity<byte[]> answer = receive(orders, forgeries.forge(number));
			assertThat(answer.getBody()).isNull();
			statuses.merge(answer.getStatusCode().value(), 1, Integer::sum);
		}
		assertThat(statuses).isEqualTo(Map.of(401, FORGERIES));
		assertThat(meters.get("qstash.receive.rejected").counters().stream().mapToDouble(Counter::count).sum())
			.isEqualTo(FORGERIES);
		assertThat(this.handled).hasValue(0);
	}

	@Test
	void whatTheyAreMadeOfIsHandled() {
		Orders orders = orders(new SimpleMeterRegistry());
		for (int number = 0; number < 1000; number++) {
			assertThat(receive(orders, Forgeries.genuine(number)).getStatusCode().value()).isEqualTo(200);
		}
		assertThat(this.handled).hasValue(1000);
	}

	private Orders orders(SimpleMeterRegistry meters) {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
		return new Orders(QStashReceiver.builder(Forgeries.verifier())
			.publicUrl(() -> Forgeries.url().resolve("/"))
			.observationRegistry(observations)
			.build(), this.handled);
	}

	private static ResponseEntity<byte[]> receive(Orders orders, Forgery forgery) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(QStashHeaders.SIGNATURE, forgery.token());
		return orders
			.receive(new QStashRequest(HttpMethod.POST, Forgeries.url().getRawPath(), null, "", headers,
					(max, timeout) -> Mono.just(forgery.body())))
			.block();
	}

	static class Orders extends QStashController<Map<String, Object>> {

		private final AtomicInteger handled;

		Orders(QStashReceiver receiver, AtomicInteger handled) {
			this.handled = handled;
			setQStashReceiver(receiver);
		}

		@Override
		protected Mono<?> handle(QStashDelivery<Map<String, Object>> delivery) {
			return Mono.fromRunnable(this.handled::incrementAndGet);
		}

	}

}
