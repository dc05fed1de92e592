package io.github.qstash.client;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.github.qstash.message.QStashMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The template puts on the wire what the official JavaScript client does. Both send the
 * messages of {@code conformance/operations.json}; the requests of the JavaScript client
 * are recorded, and {@code .ci/run} checks that the recording is what it really sends.
 */
class JavaScriptClientComparisonTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final String QUEUE = "orders";

	private static final JsonNode OPERATIONS = json("operations.json");

	private static final JsonNode RECORDED = json("recorded-requests.json").get("requests");

	private static final Set<String> IGNORED_HEADERS = elements(OPERATIONS.get("ignoredHeaders"))
		.flatMap((rule) -> elements(rule.get("names")))
		.map(JsonNode::asString)
		.collect(Collectors.toSet());

	private final List<WireRequest> sent = new ArrayList<>();

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.handle(this::record)
		.bindNow(LIMIT);

	// as an application has it: with retries, and so with generated ids
	private final QStashTemplate template = QStashTemplate.builder()
		.url("http://127.0.0.1:" + this.server.port())
		.token("qstash-token")
		.build();

	@AfterEach
	void stop() {
		this.server.disposeNow(LIMIT);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource
	void requestIsThatOfTheJavaScriptClient(String call, String name, JsonNode described) {
		send(call, described);
		assertThat(this.sent).hasSize(1);
		WireRequest own = this.sent.get(0);
		if (!described.has("deduplicationId") && !described.has("contentBasedDeduplication")) {
			// makes it safe to send the message again, which the JavaScript client does
			// unsafely
			assertThat(own.remove("upstash-deduplication-id")).hasSize(call.equals("batch") ? 2 : 1)
				.allSatisfy((id) -> assertThat(id).matches("[A-Za-z0-9_-]+"));
		}
		WireRequest official = WireRequest.recorded(RECORDED.get(name).get(call), IGNORED_HEADERS);
		Map<String, String> differences = official.differences(own);
		assertThat(differences.keySet()).as("JavaScript / template: %s", differences)
			.isEqualTo(knownDifferences(call, described));
	}

	static Stream<Arguments> requestIsThatOfTheJavaScriptClient() {
		return elements(OPERATIONS.get("messages"))
			.flatMap((described) -> RECORDED.get(described.get("name").asString())
				.propertyNames()
				.stream()
				.map((call) -> Arguments.of(call, described.get("name").asString(), described)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "publish", "enqueue", "batch" })
	void everyOptionIsCompared(String call) {
		Set<String> compared = new HashSet<>();
		elements(OPERATIONS.get("messages"))
			.filter((described) -> RECORDED.get(described.get("name").asString()).has(call))
			.forEach((described) -> compared.addAll(described.propertyNames()));
		assertThat(compared).containsAll(ComparedMessage.OPTIONS.keySet());
		assertThat(ComparedMessage.OPTIONS.keySet()).containsAll(compared.stream()
			.filter((option) -> !Set.of("name", "calls", "differences").contains(option))
			.toList());
	}

	@Test
	void everyOptionOfAMessageIsOneThatIsCompared() {
		Set<String> elsewhere = Set.of("build", "to", "queue", "header", "redactBody", "redactHeaders");
		assertThat(Arrays.stream(QStashMessage.Builder.class.getDeclaredMethods())
			.filter((method) -> Modifier.isPublic(method.getModifiers()))
			.map(Method::getName)
			.filter((option) -> !elsewhere.contains(option))).isSubsetOf(ComparedMessage.OPTIONS.keySet());
	}

	@Test
	void everyMessageIsRecordedAndNoOther() {
		assertThat(RECORDED.propertyNames()).containsExactlyElementsOf(
				elements(OPERATIONS.get("messages")).map((it) -> it.get("name").asString()).toList());
	}

	private void send(String call, JsonNode described) {
		QStashMessage.Builder message = ComparedMessage.read(described);
		switch (call) {
			case "publish" -> this.template.publish(message.build()).block(LIMIT);
			case "enqueue" -> this.template.publish(message.queue(QUEUE).build()).block(LIMIT);
			case "batch" -> this.template.batch(List.of(message.build(), message.queue(QUEUE).build())).block(LIMIT);
			default -> throw new IllegalArgumentException(call);
		}
	}

	private Publisher<Void> record(HttpServerRequest request, HttpServerResponse response) {
		WireRequest wire = new WireRequest(IGNORED_HEADERS);
		wire.requestLine(request.method().name(), request.uri());
		request.requestHeaders().forEach((header) -> wire.header("", header.getKey(), header.getValue()));
		String receipt = "{\"messageId\":\"msg_1\"}";
		return request.receive().aggregate().asByteArray().defaultIfEmpty(new byte[0]).flatMap((body) -> {
			wire.body(body);
			this.sent.add(wire);
			return response
				.sendString(
						Mono.just(request.uri().equals("/v2/batch") ? "[" + receipt + "," + receipt + "]" : receipt))
				.then();
		});
	}

	private static Set<String> knownDifferences(String call, JsonNode described) {
		Set<String> known = new TreeSet<>();
		elements(described.path("differences"))
			.filter((difference) -> elements(difference.get("calls")).anyMatch((it) -> it.asString().equals(call)))
			.forEach((difference) -> {
				assertThat(difference.path("reason").asString("")).isNotBlank();
				known.add(difference.get("what").asString());
			});
		return known;
	}

	private static Stream<JsonNode> elements(JsonNode array) {
		return StreamSupport.stream(array.spliterator(), false);
	}

	private static JsonNode json(String file) {
		return JsonMapper.shared().readTree(Path.of("../conformance", file));
	}

}
