package io.github.qstash.receive;

import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.github.qstash.receive.ContractPayloads.Order;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many deliveries at once, a third of them forged, on every web server: each is answered
 * as if it were alone.
 */
class DeliveriesUnderLoadTests {

	private static final int DELIVERIES = 1200;

	private static final int SENDERS = 32;

	private static final Duration LIMIT = Duration.ofMinutes(2);

	@Nested
	@TestPropertySource(properties = { ReactorNettyDeliveryTests.WEBFLUX, ReactorNettyDeliveryTests.REACTOR_NETTY })
	class OnReactorNetty extends Load {

		OnReactorNetty(@LocalServerPort int port, @Autowired Behaviour behaviour) {
			super(port, behaviour);
		}

	}

	@Nested
	@TestPropertySource(properties = { TomcatDeliveryTests.MVC, TomcatDeliveryTests.TOMCAT })
	class OnTomcat extends Load {

		OnTomcat(@LocalServerPort int port, @Autowired Behaviour behaviour) {
			super(port, behaviour);
		}

	}

	@Nested
	@TestPropertySource(properties = { TomcatDeliveryTests.MVC, JettyDeliveryTests.JETTY })
	class OnJetty extends Load {

		OnJetty(@LocalServerPort int port, @Autowired Behaviour behaviour) {
			super(port, behaviour);
		}

	}

	@ExtendWith(QuietReceiver.class)
	@SpringBootTest(classes = ContractApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "qstash.current-signing-key=" + TestDeliveries.CURRENT_KEY,
					"qstash.next-signing-key=" + TestDeliveries.NEXT_KEY, "qstash.receiver.max-body-size=64KB",
					"server.address=127.0.0.1" })
	abstract static class Load {

		private final int port;

		private final Behaviour behaviour;

		Load(int port, Behaviour behaviour) {
			this.port = port;
			this.behaviour = behaviour;
		}

		@ParameterizedTest
		@EnumSource
		void everyDeliveryIsAnsweredAsIfItWereAlone(ReceiverKind kind) {
			this.behaviour.handled().clear();
			this.behaviour.answers((delivery) -> Fate.of(delivery).outcome());
			TestDeliveries deliveries = new TestDeliveries(this.port, kind.prefix());
			Scheduler senders = Schedulers.newBoundedElastic(SENDERS, DELIVERIES, "senders");
			List<Sent> sent = Flux.range(0, DELIVERIES)
				.flatMap((number) -> Mono.fromCallable(() -> send(deliveries, number)).subscribeOn(senders), SENDERS)
				.collectList()
				.doFinally((signal) -> senders.dispose())
				.block(LIMIT);
			assertThat(sent).hasSize(DELIVERIES);
			assertThat(sent).filteredOn(Sent::isAnswered)
				.hasSizeGreaterThan(DELIVERIES - DELIVERIES / 20)
				.allSatisfy((one) -> assertThat(one.status()).as(one.id()).isEqualTo(one.fate().status));
			Set<String> handled = this.behaviour.handled()
				.stream()
				.map((delivery) -> ((Order) delivery.payload()).id())
				.collect(Collectors.toCollection(ConcurrentHashMap::newKeySet));
			Set<String> genuine = sent.stream()
				.filter((one) -> one.fate().handled)
				.map(Sent::id)
				.collect(Collectors.toSet());
			assertThat(handled).isEqualTo(genuine);
			assertThat(this.behaviour.handled()).hasSize(genuine.size());
			assertThat(genuine).hasSizeBetween(DELIVERIES / 2, DELIVERIES * 2 / 3);
		}

		private static Sent send(TestDeliveries deliveries, int number) {
			Fate fate = Fate.values()[number % Fate.values().length];
			String id = fate + "-" + number;
			byte[] body = TestDeliveries.bytes("{\"id\":\"" + id + "\",\"quantity\":" + number + "}"
					+ " ".repeat(new Random(number).nextInt(20_000)));
			String signature = fate.sign(deliveries, body);
			if (fate == Fate.OTHER_BODY) {
				body[body.length - 1] ^= 1;
			}
			try {
				return new Sent(id, fate, deliveries.send("POST", "/orders", body, signature, Map.of()).statusCode());
			}
			catch (IllegalStateException ex) {
				if (fate.bodyIsRead || ex.getCause() instanceof HttpTimeoutException) {
					throw ex;
				}
				// the server has answered and closed while the body was still being sent,
				// and a client that cannot write does not look for an answer
				return new Sent(id, fate, null);
			}
		}

	}

	record Sent(String id, Fate fate, @Nullable Integer status) {

		boolean isAnswered() {
			return this.status != null;
		}

	}

	/** What is sent, and what is to become of it. */
	enum Fate {

		HANDLED(200, true, true), OTHER_KEY(401, false, false), FAILED(500, true, true), NEXT_KEY(200, true, true),
		OTHER_BODY(401, true, false), RETRY(503, true, true), FOR_GOOD(489, true, true),
		NO_SIGNATURE(401, false, false), VALUE(200, true, true);

		private final int status;

		private final boolean bodyIsRead;

		private final boolean handled;

		Fate(int status, boolean bodyIsRead, boolean handled) {
			this.status = status;
			this.bodyIsRead = bodyIsRead;
			this.handled = handled;
		}

		static Fate of(QStashDelivery<?> delivery) {
			String id = ((Order) delivery.payload()).id();
			return valueOf(id.substring(0, id.indexOf('-')));
		}

		String sign(TestDeliveries deliveries, byte[] body) {
			return switch (this) {
				case OTHER_KEY -> deliveries.sign("sig_unrelated_unrelated_unrelated", "/orders", body);
				case NEXT_KEY -> deliveries.sign(TestDeliveries.NEXT_KEY, "/orders", body);
				case NO_SIGNATURE -> null;
				default -> deliveries.sign(TestDeliveries.CURRENT_KEY, "/orders", body);
			};
		}

		Mono<?> outcome() {
			return switch (this) {
				case FAILED -> Mono.error(new IllegalStateException("warehouse closed"));
				case RETRY -> Mono.error(new RetryDeliveryException(Duration.ofSeconds(1)));
				case FOR_GOOD -> Mono.error(new NonRetryableDeliveryException("unknown customer"));
				case VALUE -> Mono.just("a value");
				default -> Mono.empty();
			};
		}

	}

}
