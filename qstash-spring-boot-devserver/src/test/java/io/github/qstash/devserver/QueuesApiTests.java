package io.github.qstash.devserver;

import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestApi.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Queues over HTTP. Deliveries are held back, so that messages stay.
 */
class QueuesApiTests {

	private final QStashDevServer server = QStashDevServer.builder().holdDeliveries(true).start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void upsertedQueueIsShownWithAllItsFields() {
		Answer answer = upsert("{\"queueName\":\"my-queue\",\"parallelism\":3,\"paused\":true}");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEmpty();
		JsonNode queue = queue("my-queue");
		long createdAt = queue.path("createdAt").longValue();
		assertThat(createdAt).isPositive();
		assertThat(queue).hasToString("""
				{"name":"my-queue","parallelism":3,"createdAt":%d,"updatedAt":%d,"paused":true,"lag":0}"""
			.formatted(createdAt, createdAt));
	}

	@Test
	void whatIsNotSaidHasItsDefaultOrStays() {
		upsert("{\"queueName\":\"q\",\"parallelism\":null}");
		assertThat(queue("q").path("parallelism").intValue()).isEqualTo(1);
		assertThat(queue("q").path("paused").booleanValue()).isFalse();
		upsert("{\"queueName\":\"q\",\"parallelism\":7,\"paused\":true}");
		upsert("{\"queueName\":\"q\",\"paused\":null}");
		assertThat(queue("q").path("parallelism").intValue()).isEqualTo(7);
		assertThat(queue("q").path("paused").booleanValue()).isTrue();
	}

	@Test
	void collectionMayHaveASlashAtItsEnd() {
		assertThat(this.api.post("/v2/queues/", "{\"queueName\":\"q\"}").status()).isEqualTo(200);
		assertThat(this.api.get("/v2/queues/").json().size()).isEqualTo(1);
	}

	@Test
	void queuesAreListedInTheOrderOfTheirCreation() {
		assertThat(this.api.get("/v2/queues").body()).isEqualTo("[]");
		upsert("{\"queueName\":\"z\"}");
		this.api.post("/v2/enqueue/a/https://a.example", "");
		assertThat(this.api.get("/v2/queues").json().findValuesAsString("name")).containsExactly("z", "a");
	}

	@Test
	void enqueueingCreatesAQueueThatCountsItsMessages() {
		this.api.post("/v2/enqueue/q/https://a.example", "1");
		this.api.post("/v2/batch", "[{\"queue\":\"q\",\"destination\":\"https://a.example\"}]");
		JsonNode queue = queue("q");
		assertThat(queue.path("lag").intValue()).isEqualTo(2);
		assertThat(queue.path("parallelism").intValue()).isEqualTo(1);
	}

	@Test
	void pausedQueueIsResumed() {
		upsert("{\"queueName\":\"q\"}");
		for (int i = 0; i < 2; i++) {
			Answer answer = this.api.post("/v2/queues/q/pause", "");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.body()).isEmpty();
			assertThat(queue("q").path("paused").booleanValue()).isTrue();
		}
		for (int i = 0; i < 2; i++) {
			assertThat(this.api.post("/v2/queues/q/resume", "").status()).isEqualTo(200);
			assertThat(queue("q").path("paused").booleanValue()).isFalse();
		}
	}

	@Test
	void deletedQueueIsGoneWithItsMessagesAndDeletingItAgainIsFine() {
		upsert("{\"queueName\":\"q\",\"paused\":true}");
		String id = this.api.post("/v2/enqueue/q/https://a.example", "").messageId();
		assertThat(this.api.delete("/v2/queues/q").status()).isEqualTo(200);
		assertThat(this.api.delete("/v2/queues/q").status()).isEqualTo(200);
		assertError(404, this.api.get("/v2/queues/q"), "queue q not found");
		assertThat(this.api.get("/v2/messages/" + id).status()).isEqualTo(404);
		assertThat(this.api.get("/v2/events?messageId=" + id).json().path("events").findValuesAsString("state"))
			.containsExactly("CANCELED", "CANCEL_REQUESTED", "CREATED");
	}

	@ParameterizedTest
	@CsvSource({ "GET, /v2/queues/q", "POST, /v2/queues/q/pause", "POST, /v2/queues/q/resume" })
	void unknownQueueIsNotFound(String method, String path) {
		assertError(404, this.api.send(method, path, new byte[0]), "queue q not found");
	}

	@ParameterizedTest
	@CsvSource({ "GET, /v2/queues/a%20b", "DELETE, /v2/queues/a%20b", "POST, /v2/queues/a%20b/pause",
			"POST, /v2/queues/a%20b/resume" })
	void nameIsChecked(String method, String path) {
		assertError(400, this.api.send(method, path, new byte[0]),
				"invalid queueName: only letters, digits, '-', '_' and '.' are allowed");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{                                         | the request body is not valid JSON, or nested deeper than 100
					[]                                        | the request body must be a JSON object with a string 'queueName'
					{}                                        | the request body must be a JSON object with a string 'queueName'
					{"queueName":7}                           | the request body must be a JSON object with a string 'queueName'
					{"queueName":""}                          | invalid queueName: it is empty
					{"queueName":"a/b"}                       | invalid queueName: only letters, digits, '-', '_' and '.' are allowed
					{"queueName":"q","parallelism":0}         | invalid parallelism: it must be greater than 0
					{"queueName":"q","parallelism":1.5}       | parallelism must be a positive integer
					{"queueName":"q","parallelism":"2"}       | parallelism must be a positive integer
					{"queueName":"q","parallelism":99999999999} | parallelism must be a positive integer
					{"queueName":"q","paused":"yes"}          | paused must be true or false
					""")
	void malformedUpsertIsRefused(String body, String error) {
		assertError(400, upsert(body), error);
		assertThat(this.api.get("/v2/queues").json()).isEmpty();
	}

	@Test
	void usersSeeNothingOfEachOther() {
		upsert("{\"queueName\":\"q\"}");
		TestApi other = new TestApi(this.server.url(), this.server.users().get(1).token());
		assertThat(other.get("/v2/queues").json()).isEmpty();
		assertThat(other.get("/v2/queues/q").status()).isEqualTo(404);
		assertThat(other.post("/v2/queues/q/pause", "").status()).isEqualTo(404);
		other.delete("/v2/queues/q");
		assertThat(queue("q").path("paused").booleanValue()).isFalse();
	}

	private Answer upsert(String body) {
		return this.api.post("/v2/queues", body, "Content-Type", "application/json");
	}

	private JsonNode queue(String name) {
		Answer answer = this.api.get("/v2/queues/" + name);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer.json();
	}

	private static void assertError(int status, Answer answer, String error) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.error()).isEqualTo(error);
	}

}
