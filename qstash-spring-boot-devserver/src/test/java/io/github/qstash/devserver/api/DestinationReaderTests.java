package io.github.qstash.devserver.api;

import io.github.qstash.devserver.engine.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class DestinationReaderTests {

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			https://a.example/api,                           -,      https://a.example/api
			https://a.example/api,                           x=1&&y, https://a.example/api?x=1&&y
			https://a.example,                               '',     https://a.example?
			http://a.example//b/%2F/../c{|},                 -,      http://a.example//b/%2F/../c{|}
			HTTP://user:pw@LocalHost:3000/,                  -,      HTTP://user:pw@LocalHost:3000/
			http://[::1]:3000/x,                             -,      http://[::1]:3000/x
			https%3A%2F%2Fa.example%2Fa%3Fx%3D1+2,           -,      https://a.example/a?x=1+2
			https%3A%2F%2Fa.example%2Fa%3Fx%3D1,             y=2,    https://a.example/a?x=1&y=2
			https://a.example/%68%74%74%70%253A,             -,      https://a.example/%68%74%74%70%253A
			""")
	void urlIsTakenAsItIs(String rest, String query, String expected) {
		assertThat(DestinationReader.fromPath(rest, query)).isEqualTo(new Target.Url(expected));
	}

	@ParameterizedTest
	@CsvSource({ "my-group, my-group", "My.Group_1, My.Group_1", "my%2Dgroup, my-group",
			"example.com/api, example.com/api", "https:/example.com, https:/example.com" })
	void anythingElseIsAUrlGroup(String rest, String expected) {
		assertThat(DestinationReader.fromPath(rest, null)).isEqualTo(new Target.UrlGroup(expected));
	}

	@Test
	void fragmentNeverLeavesTheClient() {
		assertThat(DestinationReader.fromText("https://a.example/x#part"))
			.isEqualTo(new Target.Url("https://a.example/x"));
	}

	@Test
	void nothingIsRefused() {
		assertThat(error("")).isEqualTo("a non-empty destination must be provided");
	}

	@Test
	void apiIsRefused() {
		assertThat(error("api/llm")).contains("api/llm", "not supported");
	}

	private static String error(String rest) {
		ApiException ex = catchThrowableOfType(ApiException.class, () -> DestinationReader.fromPath(rest, null));
		assertThat(ex.status()).isEqualTo(400);
		return ex.error();
	}

}
