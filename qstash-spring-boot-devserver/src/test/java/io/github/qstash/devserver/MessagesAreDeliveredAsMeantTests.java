package io.github.qstash.devserver;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

import io.github.qstash.client.QStashTemplate;
import io.github.qstash.devserver.engine.Body;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.devserver.fixtures.TestDestination.Received;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a message holds: the request that the destination receives is what was meant.
 */
class MessagesAreDeliveredAsMeantTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final int MESSAGES = 300;

	// whether and when there is a delivery is not the subject here
	private static final List<String> OF_THE_REQUEST = List.of("body", "contentType", "method", "header", "label",
			"redact", "retries");

	private static final List<String> NOT_OF_THE_MESSAGE = List.of("host", "user-agent", "accept", "content-length",
			"upstash-message-id", "upstash-retried", "upstash-signature", "upstash-caller-ip", "upstash-region");

	private final TestDestination destination = TestDestination.start();

	private final QStashDevServer server = QStashDevServer.start();

	private final QStashTemplate template = QStashTemplate.builder()
		.url(this.server.url().toString())
		.token(this.server.user().token())
		.build();

	@AfterEach
	void stop() {
		this.server.close();
		this.destination.close();
	}

	@Test
	void requestIsWhatWasMeant() {
		Map<String, Sent> sent = new HashMap<>();
		for (long seed = 1; seed <= MESSAGES; seed++) {
			Sent message = Sent.random(seed, this.destination.url(""));
			sent.put(publish(message), message);
		}
		for (Received delivery : this.destination.await(MESSAGES)) {
			Sent message = Objects.requireNonNull(sent.remove(delivery.header("Upstash-Message-Id")));
			assertThat(received(delivery)).as("Seed %d, %s", message.seed(), message.message().options())
				.isEqualTo(message.meant());
		}
		assertThat(sent).isEmpty();
	}

	private String publish(Sent message) {
		return Objects
			.requireNonNull(
					this.template.publish(message.message().given().to(message.url().given()).build()).block(LIMIT))
			.messageId();
	}

	private Map<String, Object> received(Received delivery) {
		Map<String, Object> values = new TreeMap<>();
		values.put("url", this.destination.url(delivery.uri()));
		values.put("method", delivery.method());
		values.put("body", MeantMessage.body(Body.of(delivery.body())));
		delivery.headers().stream().map(Map.Entry::getKey).distinct().forEach((name) -> {
			if (!NOT_OF_THE_MESSAGE.contains(name.toLowerCase(Locale.ROOT))) {
				values.put("header." + name, utf8(String.join(", ", delivery.headers(name))));
			}
		});
		return values;
	}

	private static String utf8(String octets) {
		return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
	}

	private record Sent(long seed, RandomUrl url, MeantMessage message) {

		static Sent random(long seed, String origin) {
			MeantMessage message = new RandomMessages(seed).next()
				.with((option) -> OF_THE_REQUEST.contains(option.name()));
			return new Sent(seed, RandomUrl.at(origin, new RandomText(new Random(seed))), message);
		}

		Map<String, Object> meant() {
			Map<String, Object> values = message().meant();
			values.keySet()
				.removeIf((name) -> !name.startsWith("header.") && !List.of("method", "body").contains(name));
			values.put("url", url().meant());
			return values;
		}

	}

}
