package io.github.qstash.devserver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.devserver.fixtures.TestDestination.Reply;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the dashboard consists of, as a browser gets it.
 */
class DashboardDataTests {

	private final QStashDevServer server = QStashDevServer.start();

	private final TestDestination destination = TestDestination.start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	private final TestApi browser = new TestApi(this.server.url(), "");

	@AfterEach
	void stop() {
		this.server.close();
		this.destination.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/?q=state:failed", "/messages/msg_1", "/messages/latest", "/dead-letters",
			"/schedules", "/queues", "/groups", "/log", "/publish", "/connect" })
	void browserGetsThePage(String path) {
		TestApi.Answer page = this.browser.send("GET", path, new byte[0], "Accept", "text/html,*/*;q=0.8");
		assertThat(page.status()).isEqualTo(200);
		assertThat(page.body()).startsWith("<!doctype html>");
		assertThat(page.headers().firstValue("Content-Security-Policy")).hasValueSatisfying(
				(policy) -> assertThat(policy).startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
					.doesNotContain("unsafe", "http", "*"));
		assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
	}

	@Test
	void otherClientsAreToldWhereTheApiIs() {
		TestApi.Answer answer = this.browser.get("/");
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
		assertThat(answer.body()).contains("/v2/publish");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/qstash-dashboard/", "/qstash-dashboard/../application.yml", "/qstash-dashboard/%2e%2e/x",
			"/qstash-dashboard/messages.js/", "/messages", "/dashboard", "/_dev/", "/_dev/other", "/_dev/messages/",
			"/META-INF/spring.factories" })
	void nothingElseIsServed(String path) {
		TestApi.Answer answer = this.browser.send("GET", path, new byte[0], "Accept", "text/html");
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.error()).isNotEmpty();
	}

	@Test
	void everyFileThatThePagesNameIsThere() {
		List<String> files = new ArrayList<>(List.of("/qstash-dashboard/index.html"));
		for (int i = 0; i < files.size(); i++) {
			TestApi.Answer file = this.browser.get(files.get(i));
			assertThat(file.status()).as(files.get(i)).isEqualTo(200);
			Pattern.compile("\"(/qstash-dashboard/[^\"]+)\"|from '\\./([^']+)'")
				.matcher(file.body())
				.results()
				.map((found) -> (found.group(1) != null) ? found.group(1) : "/qstash-dashboard/" + found.group(2))
				.filter((name) -> !files.contains(name))
				.forEach(files::add);
			assertThat(file.body()).as("external resources of " + files.get(i))
				.doesNotContainPattern("(?:src|href)=\"https?:|\\burl\\(|@import|innerHTML");
		}
		assertThat(files).hasSizeGreaterThan(15);
	}

	@Test
	void foreignPagesGetNothing() {
		for (String path : List.of("/_dev/info", "/_dev/stream", "/_dev/messages", "/")) {
			assertThat(this.browser.send("GET", path, new byte[0], "Origin", "https://evil.example").status())
				.isEqualTo(403);
			assertThat(this.browser
				.send("GET", path, new byte[0], "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors")
				.status()).isEqualTo(403);
		}
		String id = this.api.publish(this.destination.url("/in"), "Upstash-Delay", "1h").messageId();
		assertThat(this.browser
			.send("POST", "/_dev/messages/" + id + "/deliver", new byte[0], "Origin", "https://evil.example")
			.status()).isEqualTo(403);
	}

	@Test
	void detailShowsRequestAndResponseOfEachAttempt() {
		this.destination.answering((request) -> (this.destination.received().size() < 2)
				? Reply.of(500).withHeader("X-Reason", "closed").withBody("{\"error\":\"closed\"}") : Reply.of(200));
		String id = this.api
			.post("/v2/publish/" + this.destination.url("/in"), "{\"id\":\"42\"}", "Content-Type", "application/json",
					"Upstash-Forward-X-Tenant", "acme", "Upstash-Retry-Delay", "1")
			.messageId();
		this.destination.await(2);
		JsonNode detail = await(id, "delivered");
		assertThat(detail.at("/body/text").stringValue()).isEqualTo("{\"id\":\"42\"}");
		JsonNode failed = detail.at("/attempts/0");
		assertThat(failed.at("/status").intValue()).isEqualTo(500);
		assertThat(failed.at("/responseHeaders/X-Reason/0").stringValue()).isEqualTo("closed");
		assertThat(failed.at("/responseBody/text").stringValue()).isEqualTo("{\"error\":\"closed\"}");
		assertThat(failed.at("/requestHeaders/X-Tenant/0").stringValue()).isEqualTo("acme");
		assertThat(failed.at("/requestHeaders/Upstash-Signature/0").stringValue())
			.isEqualTo(this.destination.received().get(0).header("Upstash-Signature"));
		assertThat(detail.at("/attempts/1/requestHeaders/Upstash-Retried/0").stringValue()).isEqualTo("1");
		assertThat(detail.at("/attempts/1/status").intValue()).isEqualTo(200);
	}

	@Test
	void hiddenFieldsStayHidden() {
		String id = this.api
			.post("/v2/publish/" + this.destination.url("/in"), "the secret body", "Upstash-Forward-X-Key",
					"the secret key", "Upstash-Redact-Fields", "body,header")
			.messageId();
		assertThat(this.destination.awaitOne().header("X-Key")).isEqualTo("the secret key");
		await(id, "delivered");
		String detail = this.browser.get("/_dev/messages/" + id).body();
		assertThat(detail).contains("REDACTED:").contains("Upstash-Signature").doesNotContain("secret");
		assertThat(this.browser.get("/_dev/messages").body()).doesNotContain("secret");
	}

	@Test
	void messageIsDeliveredNow() {
		String id = this.api.publish(this.destination.url("/in"), "Upstash-Delay", "1h").messageId();
		assertThat(this.browser.post("/_dev/messages/" + id + "/deliver", "").status()).isEqualTo(200);
		assertThat(this.destination.awaitOne().header("Upstash-Message-Id")).isEqualTo(id);
	}

	@Test
	void usersSeeTheirOwnMessages() {
		this.api.publish(this.destination.url("/in"));
		assertThat(this.browser.get("/_dev/messages?user=defaultUser").json()).hasSize(1);
		assertThat(this.browser.get("/_dev/messages?user=testUser1").json()).isEmpty();
		assertThat(this.browser.get("/_dev/messages?user=nobody").status()).isEqualTo(404);
	}

	@Test
	void searchFindsByIdLabelUrlAndState() {
		String order = this.api.publish(this.destination.url("/orders"), "Upstash-Label", "order").messageId();
		this.api.publish(this.destination.url("/invoices"), "Upstash-Delay", "1h");
		await(order, "delivered");
		for (String query : List.of(order, "label:order", "url:*/orders", "state:delivered", "-state:waiting")) {
			JsonNode found = this.browser.get("/_dev/messages?q=" + query).json();
			assertThat(found).as(query).hasSize(1);
			assertThat(found.at("/0/id").stringValue()).isEqualTo(order);
		}
	}

	@Test
	void streamTellsWhatIsThereAndThenWhatChanges() {
		String before = this.api.publish(this.destination.url("/in")).messageId();
		await(before, "delivered");
		try (Stream stream = new Stream("", null)) {
			SentEvent snapshot = stream.next();
			assertThat(snapshot.type()).isEqualTo("snapshot");
			assertThat(snapshot.data().at("/messages/0/id").stringValue()).isEqualTo(before);
			String id = this.api.publish(this.destination.url("/in")).messageId();
			assertThat(stream.awaitChangeOf(id, "delivered").at("/status").intValue()).isEqualTo(200);
		}
	}

	@Test
	void streamGoesOnWhereTheClientWas() {
		String lastEventId;
		try (Stream stream = new Stream("", null)) {
			lastEventId = stream.next().id();
		}
		String id = this.api.publish(this.destination.url("/in")).messageId();
		await(id, "delivered");
		try (Stream stream = new Stream("", lastEventId)) {
			SentEvent first = stream.next();
			assertThat(first.type()).isEqualTo("change");
			assertThat(first.data().at("/messages/0/id").stringValue()).isEqualTo(id);
			assertThat(first.data().at("/messages/0/state").stringValue()).isEqualTo("delivered");
		}
	}

	@Test
	void clientThatMissedTooMuchGetsTheWholeListAgain() {
		String lastEventId;
		try (Stream stream = new Stream("", null)) {
			lastEventId = stream.next().id();
		}
		String item = "{\"destination\":\"" + this.destination.url("/in")
				+ "\",\"headers\":{\"Upstash-Delay\":\"1h\"}}";
		this.api.post("/v2/batch", "[" + String.join(",", Collections.nCopies(501, item)) + "]", "Content-Type",
				"application/json");
		try (Stream stream = new Stream("", lastEventId)) {
			SentEvent first = stream.next();
			assertThat(first.type()).isEqualTo("snapshot");
			assertThat(first.data().at("/messages")).hasSize(100);
			assertThat(first.data().at("/found").intValue()).isEqualTo(501);
		}
		JsonNode older = this.browser.get("/_dev/messages?before=102").json();
		assertThat(older).hasSize(100);
	}

	@ParameterizedTest
	@ValueSource(strings = { "00000000-0000-0000-0000-000000000000/1", "nonsense", "x/99999999999999999999", "" })
	void clientOfAnotherTimeGetsTheWholeListAgain(String lastEventId) {
		try (Stream stream = new Stream("", lastEventId)) {
			assertThat(stream.next().type()).isEqualTo("snapshot");
		}
	}

	@Test
	void resetEmptiesTheList() {
		this.api.publish(this.destination.url("/in"), "Upstash-Delay", "1h");
		try (Stream stream = new Stream("", null)) {
			assertThat(stream.next().data().at("/messages")).hasSize(1);
			this.server.reset();
			SentEvent snapshot = stream.next();
			assertThat(snapshot.type()).isEqualTo("snapshot");
			assertThat(snapshot.data().at("/messages")).isEmpty();
		}
	}

	@Test
	void numberOfStreamsIsBoundedAndAClosedOneMakesRoom() {
		List<Stream> streams = new ArrayList<>();
		try {
			while (streams.size() < 32) {
				streams.add(new Stream("", null));
			}
			streams.forEach(Stream::next);
			assertThat(this.browser.get("/_dev/stream").status()).isEqualTo(503);
			streams.remove(0).close();
			Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
				try (Stream again = new Stream("", null)) {
					assertThat(again.next().type()).isEqualTo("snapshot");
				}
			});
		}
		finally {
			streams.forEach(Stream::close);
		}
	}

	@Test
	void openStreamDoesNotDelayTheStop() {
		try (Stream stream = new Stream("", null)) {
			stream.next();
			long start = System.nanoTime();
			this.server.close();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(900));
		}
	}

	private JsonNode await(String id, String state) {
		return Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.until(() -> this.browser.get("/_dev/messages/" + id).json(),
					(detail) -> detail.at("/message/state").stringValue().equals(state));
	}

	private record SentEvent(String id, String type, JsonNode data) {

	}

	/** A client of the stream. */
	private final class Stream implements AutoCloseable {

		private final HttpURLConnection connection;

		private final BufferedReader lines;

		Stream(String query, String lastEventId) {
			try {
				URI url = URI.create(DashboardDataTests.this.server.url() + "/_dev/stream?q=" + query);
				this.connection = (HttpURLConnection) url.toURL().openConnection();
				this.connection.setReadTimeout(5000);
				if (lastEventId != null) {
					this.connection.setRequestProperty("Last-Event-ID", lastEventId);
				}
				this.lines = new BufferedReader(
						new InputStreamReader(this.connection.getInputStream(), StandardCharsets.UTF_8));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		SentEvent next() {
			try {
				String id = "";
				String type = "";
				for (String line = this.lines.readLine(); line != null; line = this.lines.readLine()) {
					if (line.startsWith("id: ")) {
						id = line.substring(4);
					}
					else if (line.startsWith("event: ")) {
						type = line.substring(7);
					}
					else if (line.startsWith("data: ")) {
						return new SentEvent(id, type, JsonMapper.shared().readTree(line.substring(6)));
					}
				}
				throw new AssertionError("The stream has ended");
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		JsonNode awaitChangeOf(String id, String state) {
			while (true) {
				for (JsonNode message : next().data().path("messages")) {
					if (message.path("id").stringValue().equals(id)
							&& message.path("state").stringValue().equals(state)) {
						return message;
					}
				}
			}
		}

		@Override
		public void close() {
			this.connection.disconnect();
		}

	}

}
