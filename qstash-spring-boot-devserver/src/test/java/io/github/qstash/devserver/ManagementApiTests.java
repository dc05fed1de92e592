package io.github.qstash.devserver;

import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestApi.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class ManagementApiTests {

	private final QStashDevServer server = QStashDevServer.builder().holdDeliveries(true).start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	@AfterEach
	void close() {
		this.server.close();
	}

	@ParameterizedTest
	@CsvSource({ "GET, /v2", "GET, /v2/", "GET, /v2/publish/https://a.example", "PUT, /v2/batch", "GET, /favicon.ico",
			"POST, /", "OPTIONS, /v2/keys", "TRACE, /v2/keys", "GET, /v2/messages", "GET, /v1/keys", "GET, /v2/keys/x",
			"GET, //v2/keys", "GET, /v2//keys" })
	void unknownEndpointIsNotFound(String method, String path) {
		Answer answer = this.api.send(method, path, new byte[0]);
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.error()).startsWith("there is no endpoint " + method);
	}

	@Test
	void rootSaysWhatThisIsWithoutAToken() {
		Answer answer = new TestApi(this.server.url(), "").get("/");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).startsWith("QStash development server");
	}

	private TestApi api() {
		return this.api;
	}

	private static void assertError(int status, Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.error()).isNotBlank();
	}

	@Nested
	class UrlGroups {

		@Test
		void endpointsAreAddedAndListedInOrder() {
			Answer answer = upsert("my-group", "{\"endpoints\":[{\"url\":\"https://a.example\",\"name\":\"a\"},"
					+ "{\"url\":\"https://b.example\",\"name\":null}]}");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.body()).isEmpty();
			JsonNode group = api().get("/v2/topics/my-group").json();
			long createdAt = group.path("createdAt").longValue();
			assertThat(group).hasToString("""
					{"name":"my-group","createdAt":%d,"updatedAt":%d,"endpoints":[\
					{"name":"a","url":"https://a.example"},{"url":"https://b.example"}]}""".formatted(createdAt,
					createdAt));
			assertThat(api().get("/v2/topics").json().toString()).isEqualTo("[" + group + "]");
			assertThat(api().get("/v2/topics/").json().size()).isEqualTo(1);
		}

		@Test
		void endpointsAreRemovedByNameOrUrlAndWithTheLastTheGroup() {
			upsert("my-group",
					"{\"endpoints\":[{\"url\":\"https://a.example\",\"name\":\"a\"},{\"url\":\"https://b.example\"}]}");
			Answer answer = api().delete("/v2/topics/my-group/endpoints", "{\"endpoints\":[{\"name\":\"a\"}]}");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(api().get("/v2/topics/my-group").json().path("endpoints").toString())
				.isEqualTo("[{\"url\":\"https://b.example\"}]");
			api().delete("/v2/topics/my-group/endpoints", "{\"endpoints\":[{\"url\":\"https://b.example\"}]}");
			assertError(404, api().get("/v2/topics/my-group"));
		}

		@Test
		void deletedGroupIsGoneAndDeletingItAgainIsFine() {
			upsert("my-group", "{\"endpoints\":[{\"url\":\"https://a.example\"}]}");
			assertThat(api().delete("/v2/topics/my-group").status()).isEqualTo(200);
			assertThat(api().delete("/v2/topics/my-group").status()).isEqualTo(200);
			assertError(404, api().get("/v2/topics/my-group"));
		}

		@Test
		void unknownGroupIsNotFound() {
			assertError(404, api().get("/v2/topics/unknown"));
			assertError(404, api().delete("/v2/topics/unknown/endpoints", "{\"endpoints\":[{\"name\":\"a\"}]}"));
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "{", "[]", "{}", "{\"endpoints\":{}}", "{\"endpoints\":[{\"name\":\"a\"}]}",
				"{\"endpoints\":[{\"url\":\"a.example\"}]}", "{\"endpoints\":[{\"url\":7}]}", "{\"endpoints\":[7]}" })
		void malformedEndpointsAreRefused(String body) {
			assertError(400, upsert("my-group", body));
			assertError(404, api().get("/v2/topics/my-group"));
		}

		@Test
		void removedEndpointMustBeNamed() {
			upsert("my-group", "{\"endpoints\":[{\"url\":\"https://a.example\"}]}");
			assertError(400, api().delete("/v2/topics/my-group/endpoints", "{\"endpoints\":[{}]}"));
		}

		@Test
		void nameOfAGroupIsChecked() {
			assertError(400, upsert("bad%20name", "{\"endpoints\":[{\"url\":\"https://a.example\"}]}"));
		}

		private Answer upsert(String group, String body) {
			return api().post("/v2/topics/" + group + "/endpoints", body, "Content-Type", "application/json");
		}

	}

}
