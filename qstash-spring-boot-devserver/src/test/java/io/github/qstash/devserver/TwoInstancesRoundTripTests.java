package io.github.qstash.devserver;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.qstash.annotation.QStashListener;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.devserver.fixtures.TestDestination.Received;
import io.github.qstash.devserver.fixtures.TestDestination.Reply;
import io.github.qstash.devserver.test.QStashTestServer;
import io.github.qstash.receive.QStashDelivery;
import io.github.qstash.receive.QStashDeliveryStore;
import io.github.qstash.receive.store.RedisDeliveryStore;
import io.github.qstash.testing.RedisServer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two instances of an application share Redis, and a load balancer gives each of them
 * half of the deliveries.
 */
class TwoInstancesRoundTripTests {

	private static final int MESSAGES = 20;

	@Test
	void everyMessageIsHandledByOneOfThemAlthoughEachIsDeliveredTwice() {
		try (QStashTestServer server = QStashTestServer.start();
				RedisServer redis = RedisServer.start();
				ConfigurableApplicationContext first = start(server, redis);
				ConfigurableApplicationContext second = start(server, redis);
				TestDestination balancer = TestDestination.start()) {
			balancer.answeringLater(inTurn(port(first), port(second)));
			server.faults().to("/qstash/orders").next(MESSAGES).deliverTwice();
			QStashOperations qstash = first.getBean(QStashOperations.class);
			for (int number = 0; number < MESSAGES; number++) {
				qstash.publish(balancer.url("/qstash/orders"), "order " + number).block();
			}
			server.awaitIdle();
			server.faults().assertAllHit();
			assertThat(balancer.received()).hasSize(2 * MESSAGES);
			List<String> handled = Stream.of(first, second)
				.flatMap((instance) -> instance.getBean(Orders.class).handled.stream())
				.toList();
			assertThat(handled).containsExactlyInAnyOrderElementsOf(
					IntStream.range(0, MESSAGES).mapToObj((number) -> "order " + number).toList());
		}
	}

	private static Function<Received, Mono<Reply>> inTurn(int... ports) {
		HttpClient client = HttpClient.newHttpClient();
		AtomicInteger next = new AtomicInteger();
		return (received) -> Mono
			.fromCallable(() -> forward(client, received, ports[next.getAndIncrement() % ports.length]));
	}

	private static Reply forward(HttpClient client, Received received, int port)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + received.uri()))
			.method(received.method(), BodyPublishers.ofByteArray(received.body()));
		received.headers()
			.stream()
			.filter((header) -> header.getKey().toLowerCase(Locale.ROOT).matches("upstash-.*|content-type"))
			.forEach((header) -> request.header(header.getKey(), header.getValue()));
		return Reply.of(client.send(request.build(), BodyHandlers.discarding()).statusCode());
	}

	private static ConfigurableApplicationContext start(QStashTestServer server, RedisServer redis) {
		QStashDevUser user = server.server().user();
		return new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "server.address=127.0.0.1", "qstash.url=" + server.url(),
					"qstash.token=" + user.token(), "qstash.current-signing-key=" + user.currentSigningKey(),
					"qstash.receiver.idempotency.enabled=true", "redis.port=" + redis.port())
			.run();
	}

	private static int port(ConfigurableApplicationContext instance) {
		return instance.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	static class Orders {

		private final List<String> handled = new CopyOnWriteArrayList<>();

		@QStashListener("/orders")
		void order(QStashDelivery<String> delivery) {
			this.handled.add(delivery.payload());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Orders.class)
	static class Application {

		@Bean
		LettuceConnectionFactory connections(@Value("${redis.port}") int port) {
			return new LettuceConnectionFactory("127.0.0.1", port);
		}

		@Bean
		QStashDeliveryStore store(LettuceConnectionFactory connections) {
			return RedisDeliveryStore.blocking(new StringRedisTemplate(connections), "shop:");
		}

	}

}
