package io.github.qstash.devserver;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.LongStream;

import io.github.qstash.client.BatchResult;
import io.github.qstash.client.PublishResponse;
import io.github.qstash.client.QStashRetryPolicy;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whatever a message holds, and whichever way it takes: what is stored is what was meant.
 */
class MessagesAreStoredAsMeantTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static StoringServer server;

	private static QStashTemplate template;

	@BeforeAll
	static void start() throws Exception {
		server = new StoringServer();
		template = QStashTemplate.builder()
			.url(server.url().toString())
			.token(server.token())
			.retryPolicy(QStashRetryPolicy.none())
			.build();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void byPublish(long seed) {
		assertFor(seed, (message) -> assertStored(publish(message.given().build()), message.meant()));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void byEnqueue(long seed) {
		assertFor(seed, (message) -> assertStored(publish(message.given().queue("a.Z_-9").build()),
				and(message.meant(), "queue", "a.Z_-9")));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void byBatch(long seed) {
		assertFor(seed, (message) -> {
			if (message.meant().get("body").toString().startsWith(MeantMessage.BINARY)) {
				assertThatExceptionOfType(InvalidMessageException.class)
					.isThrownBy(() -> batch(message.given().build()))
					.withMessageContaining("binary");
			}
			else {
				assertStored(batch(message.given().queue("q").build()), and(message.meant(), "queue", "q"));
			}
		});
	}

	static LongStream seeds() {
		return LongStream.rangeClosed(1, 500);
	}

	private static void assertFor(long seed, Consumer<MeantMessage> law) {
		MeantMessage message = new RandomMessages(seed).next();
		if (failure(law, message) != null) {
			MeantMessage smallest = message.smallestThat((candidate) -> failure(law, candidate) != null);
			throw new AssertionError("Seed " + seed + ", " + smallest.options(), failure(law, smallest));
		}
	}

	private static @Nullable Throwable failure(Consumer<MeantMessage> law, MeantMessage message) {
		try {
			server.reset();
			law.accept(message);
			return null;
		}
		catch (AssertionError | RuntimeException ex) {
			return ex;
		}
	}

	private static void assertStored(PublishResponse response, Map<String, Object> meant) {
		assertThat(MeantMessage.stored(server.stored(response.messageId()))).isEqualTo(meant);
	}

	private static PublishResponse publish(QStashMessage message) {
		return Objects.requireNonNull(template.publish(message).block(LIMIT));
	}

	private static PublishResponse batch(QStashMessage message) {
		QStashMessage neighbour = QStashMessage.to("https://neighbour.example").build();
		List<BatchResult> results = template.batch(List.of(neighbour, message, neighbour)).block(LIMIT);
		assertThat(results).hasSize(3).hasOnlyElementsOfType(BatchResult.Accepted.class);
		return ((BatchResult.Accepted) results.get(1)).response();
	}

	private static Map<String, Object> and(Map<String, Object> values, String name, Object value) {
		values.put(name, value);
		return values;
	}

}
